//! Many callers at once from one thread: each waits for its own answers only.

use core::time::Duration;
use std::io;
use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::timeout;

use crate::client::Port;
use crate::http::Answer;

/// Longer than any server takes to answer.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Caller {
    stream: TcpStream,
    read: Vec<u8>,
    patience: Duration,
}

impl Caller {
    pub(crate) async fn connect(port: &Port) -> io::Result<Self> {
        let stream = TcpStream::connect(port.address()).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(1024), patience: PATIENCE })
    }

    /// Sends a request and waits for its answer, and says how long that took. After an error nothing more comes of it.
    pub(crate) async fn call(&mut self, request: &[u8]) -> io::Result<(Answer, Duration)> {
        let called = timeout(self.patience, self.answered(request)).await;
        let called = called.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        if called.is_err() {
            // An answer that comes too late is not to be taken for the next one's; one that is lost cannot be shut.
            let _ = self.stream.shutdown().await;
        }
        called
    }

    async fn answered(&mut self, request: &[u8]) -> io::Result<(Answer, Duration)> {
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

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn an_answer_that_does_not_come_is_not_waited_for_without_end() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let number = listener.local_addr().unwrap().port();
        let errors = together(1, |_| async move {
            let port = Port::default();
            port.set(number);
            let mut caller = Caller::connect(&port).await.unwrap();
            caller.patience = Duration::from_millis(50);
            let first = caller.call(b"GET / HTTP/1.1\r\n\r\n").await.unwrap_err().kind();
            [first, caller.call(b"GET / HTTP/1.1\r\n\r\n").await.unwrap_err().kind()]
        });
        assert_eq!(errors, [[io::ErrorKind::TimedOut, io::ErrorKind::BrokenPipe]]);
    }
}
