//! Many callers at once from one thread: each waits for its own answers only.

use core::time::Duration;
use std::io;
use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::{JoinSet, LocalSet};

use crate::client::Port;
use crate::http::Answer;

pub(crate) struct Caller {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Caller {
    pub(crate) async fn connect(port: &Port) -> io::Result<Self> {
        let stream = TcpStream::connect(port.address()).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(1024) })
    }

    /// Sends a request and waits for its answer, and says how long that took.
    pub(crate) async fn call(&mut self, request: &[u8]) -> io::Result<(Answer, Duration)> {
        let begun = Instant::now();
        self.stream.write_all(request).await?;
        loop {
            if let Some((answer, length)) = Answer::parse(&self.read) {
                self.read.drain(..length);
                return Ok((answer, begun.elapsed()));
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// Runs what each of so many callers does, all in this thread, and gives what came of it.
pub(crate) fn together<T: 'static, F: Future<Output = T> + 'static>(
    callers: usize,
    each: impl Fn(usize) -> F,
) -> Vec<T> {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    LocalSet::new().block_on(&runtime, async {
        let mut set = JoinSet::new();
        for number in 0..callers {
            set.spawn_local(each(number));
        }
        set.join_all().await
    })
}
