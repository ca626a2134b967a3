//! A caller that waits for each answer, and connects anew where a connection was lost.

use core::net::{Ipv4Addr, SocketAddr};
use core::sync::atomic::{AtomicU16, Ordering};
use core::time::Duration;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use crate::http::{self, Answer, Outcome};

/// Longer than any server takes to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where a server listens; another place once it was started again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Port(Arc<AtomicU16>);

impl Port {
    pub(crate) fn set(&self, port: u16) {
        self.0.store(port, Ordering::SeqCst);
    }

    pub(crate) fn number(&self) -> u16 {
        self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.number()).into()
    }

    pub(crate) fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect_timeout(&self.address(), PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}

pub(crate) struct Client {
    port: Port,
    token: String,
    stream: Option<TcpStream>,
    read: Vec<u8>,
}

impl Client {
    pub(crate) fn new(port: Port, token: &str) -> Self {
        Self { port, token: token.to_owned(), stream: None, read: Vec::new() }
    }

    /// Connects, so that a request to come need not wait for that.
    pub(crate) fn connect(&mut self) -> io::Result<()> {
        if self.stream.is_none() {
            self.read.clear();
            self.stream = Some(self.port.connect()?);
        }
        Ok(())
    }

    /// Sends a request. The answer is then waited for.
    pub(crate) fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.connect()?;
        let sent = self.stream.as_mut().map_or(Err(ErrorKind::NotConnected.into()), |stream| stream.write_all(request));
        self.unless_lost(sent)
    }

    pub(crate) fn answer(&mut self) -> io::Result<Answer> {
        let answer = self.read_answer();
        self.unless_lost(answer)
    }

    pub(crate) fn call(&mut self, method: &str, path: &str, body: Option<&str>) -> io::Result<Answer> {
        self.send(&http::request(method, path, Some(&self.token), body))?;
        self.answer()
    }

    pub(crate) fn send_verify(&mut self, person: &str, typed: &str) -> io::Result<()> {
        let request = http::verify(&self.token, person, typed);
        self.send(&request)
    }

    /// What became of a verification that was sent.
    pub(crate) fn outcome(&mut self) -> Outcome {
        self.answer().map_or_else(|error| Outcome::Unknown(error.to_string()), |answer| Outcome::of(&answer))
    }

    pub(crate) fn verify(&mut self, person: &str, typed: &str) -> Outcome {
        match self.send_verify(person, typed) {
            Ok(()) => self.outcome(),
            Err(error) => Outcome::Unknown(error.to_string()),
        }
    }

    fn read_answer(&mut self) -> io::Result<Answer> {
        let stream = self.stream.as_mut().ok_or(ErrorKind::NotConnected)?;
        let mut piece = [0; 16384];
        loop {
            if let Some((answer, length)) = Answer::parse(&self.read) {
                self.read.drain(..length);
                if answer.field("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
                    self.stream = None;
                }
                return Ok(answer);
            }
            match stream.read(&mut piece)? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                length => self.read.extend_from_slice(&piece[..length]),
            }
        }
    }

    fn unless_lost<T>(&mut self, outcome: io::Result<T>) -> io::Result<T> {
        if outcome.is_err() {
            self.stream = None;
        }
        outcome
    }
}
