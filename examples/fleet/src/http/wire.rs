//! The bytes of a connection, where hyper answers by itself or waits for a caller who does not read.
//!
//! What is no request at all never reaches a route, and hyper answers it with a bare status. Here that answer is given the
//! same form as every other one. And whoever takes no answer for too long is left.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;
use std::io;
use std::sync::Arc;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::time::{Sleep, sleep};

use super::App;
use crate::service::Answer;

/// How an answer of hyper's own begins, which never says that it has a body.
const REFUSAL: &[u8] = b"HTTP/1.1 4";
/// What every answer of ours has.
const OURS: &[u8] = b"x-request-id:";

/// A stream that is looked after.
pub(super) struct Wire<S> {
    stream: S,
    app: Arc<App>,
    /// When a caller who takes nothing is left.
    stalled: Option<Pin<Box<Sleep>>>,
    /// What is written in place of hyper's own words, and how much of it is.
    instead: Option<(Vec<u8>, usize)>,
}

impl<S> Wire<S> {
    pub(super) const fn new(stream: S, app: Arc<App>) -> Self {
        Self { stream, app, stalled: None, instead: None }
    }

    /// Lets something wait no longer than there is patience.
    fn in_time<T>(&mut self, context: &mut Context<'_>, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.stalled = None;
            return done;
        }
        let patience = self.app.limits.request_time;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: Write + Unpin> Wire<S> {
    /// Writes an answer of ours, and nothing after it.
    pub(super) async fn written(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let more = poll_fn(|context| {
                let done = Pin::new(&mut self.stream).poll_write(context, rest);
                self.in_time(context, done)
            });
            rest = rest.get(more.await?..).unwrap_or_default();
        }
        poll_fn(|context| Pin::new(&mut *self).poll_shutdown(context)).await
    }
}

impl<S: Read + Unpin> Read for Wire<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: Write + Unpin> Write for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.instead.is_none() {
            this.instead = own_words(buf).map(|answer| {
                this.app.metrics.answered("nothing", answer.kind, answer.status, Duration::ZERO);
                (whole(&answer), 0)
            });
        }
        let Some((mut bytes, mut written)) = this.instead.take() else {
            let done = Pin::new(&mut this.stream).poll_write(cx, buf);
            return this.in_time(cx, done);
        };
        while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
            match Pin::new(&mut this.stream).poll_write(cx, rest) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(more)) => written = written.saturating_add(more),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    this.instead = Some((core::mem::take(&mut bytes), written));
                    return this.in_time(cx, Poll::Pending);
                }
            }
        }
        this.in_time(cx, Poll::Ready(Ok(buf.len())))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_flush(cx);
        self.in_time(cx, done)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.in_time(cx, done)
    }
}

/// What to say in place of an answer of hyper's own; `None` for one of ours.
fn own_words(bytes: &[u8]) -> Option<Answer> {
    if !bytes.starts_with(REFUSAL) || bytes.windows(OURS.len()).any(|part| part == OURS) {
        return None;
    }
    let status = bytes.get(9..12).and_then(|digits| core::str::from_utf8(digits).ok()?.parse().ok())?;
    Some(match status {
        414 => Answer::error(414, "path", "the path is too long"),
        431 => Answer::error(431, "header", "the header has too many bytes or fields"),
        status => Answer::error(status, "http", "this is not HTTP/1.1"),
    })
}

/// An answer as bytes, after which the connection ends.
pub(super) fn whole(answer: &Answer) -> Vec<u8> {
    let reason = axum::http::StatusCode::from_u16(answer.status).ok().and_then(|status| status.canonical_reason());
    let retry = answer.retry_after.map_or_else(String::new, |seconds| format!("retry-after: {seconds}\r\n"));
    let head = format!(
        "HTTP/1.1 {} {}\r\ncontent-type: application/json\r\ncache-control: no-store\r\n{retry}connection: close\r\n\
         content-length: {}\r\n\r\n",
        answer.status,
        reason.unwrap_or("Error"),
        answer.body.len()
    );
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&answer.body);
    bytes
}
