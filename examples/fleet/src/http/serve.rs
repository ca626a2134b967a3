//! Listening: so many connections and no more, each bounded in time, until it is said to end.

use core::fmt;
use core::pin::pin;
use core::time::Duration;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::wire::{self, Wire};
use super::{App, router};
use crate::config::{Limits, Listen};
use crate::service::Answer;

/// The most that a header may have.
const HEADER: usize = 16 * 1024;
const FIELDS: usize = 64;
/// How long to wait where the system has no room for another connection.
const PAUSE: Duration = Duration::from_millis(50);

/// Why it cannot listen.
#[derive(Debug)]
pub struct ServeError(String);

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for ServeError {}

enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// Serves until `ended` is done, then lets whoever is being answered have their answer.
pub async fn serve(
    app: Arc<App>,
    listen: &Listen,
    said: impl FnOnce(&str),
    ended: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let listener = listener(listen).await?;
    said(&listener.called(listen));
    let limits = app.limits;
    let room = Arc::new(Semaphore::new(limits.callers));
    let (ending, _) = watch::channel(false);
    let router = router(Arc::clone(&app));
    let mut ended = pin!(ended);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(stream) => {
                    let room = Arc::clone(&room).try_acquire_owned();
                    let (app, router, ending) = (Arc::clone(&app), router.clone(), ending.subscribe());
                    let Ok(permit) = room else {
                        stream.refused(&app);
                        continue;
                    };
                    let connection = Connection { app, router, ending, permit };
                    match stream {
                        Stream::Tcp(stream) => drop(tokio::spawn(connection.served(stream))),
                        Stream::Unix(stream) => drop(tokio::spawn(connection.served(stream))),
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    sleep(PAUSE).await;
                }
            },
            () = &mut ended => break,
        }
    }
    tracing::info!("ending");
    let _ = ending.send(true);
    let most = u32::try_from(limits.callers).unwrap_or(u32::MAX);
    let _ = timeout(limits.request_time.saturating_add(limits.body_time), room.acquire_many(most)).await;
    Ok(())
}

async fn listener(listen: &Listen) -> Result<Listener, ServeError> {
    let cannot = |error: io::Error| ServeError(format!("listen: {listen:?}: {error}"));
    match listen {
        Listen::Tcp(address) => TcpListener::bind(address).await.map(Listener::Tcp).map_err(cannot),
        Listen::Unix(path) => unix(path).map(Listener::Unix).map_err(cannot),
    }
}

/// A socket of which nobody but its owner and their group may know. One that somebody left behind is taken away.
fn unix(path: &Path) -> io::Result<UnixListener> {
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|there| there.file_type().is_socket());
    let answers = || std::os::unix::net::UnixStream::connect(path);
    if is_socket && answers().is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
        std::fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))?;
    Ok(listener)
}

impl Listener {
    fn called(&self, listen: &Listen) -> String {
        match (self, listen) {
            (Self::Tcp(listener), _) => {
                listener.local_addr().map_or_else(|_| String::new(), |address| address.to_string())
            }
            (Self::Unix(_), Listen::Unix(path)) => format!("unix:{}", path.display()),
            (Self::Unix(_), Listen::Tcp(_)) => String::new(),
        }
    }

    async fn accept(&self) -> io::Result<Stream> {
        match self {
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                // An answer is one write; waiting for more only costs time.
                let _ = stream.set_nodelay(true);
                Ok(Stream::Tcp(stream))
            }
            Self::Unix(listener) => listener.accept().await.map(|(stream, _)| Stream::Unix(stream)),
        }
    }
}

enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Stream {
    /// Says that there is no room for another connection, as far as that can be said at once.
    fn refused(self, app: &App) {
        let answer = Answer::error(503, "busy", "too many connections at once").after(1);
        let bytes = wire::whole(&answer);
        let _ = match self {
            Self::Tcp(stream) => stream.try_write(&bytes),
            Self::Unix(stream) => stream.try_write(&bytes),
        };
        app.metrics.answered("nothing", answer.kind, answer.status, Duration::ZERO);
    }
}

struct Connection {
    app: Arc<App>,
    router: Router,
    ending: watch::Receiver<bool>,
    permit: OwnedSemaphorePermit,
}

impl Connection {
    async fn served(mut self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        self.app.metrics.callers.inc();
        let limits = self.app.limits;
        let wire = Wire::new(TokioIo::new(stream), Arc::clone(&self.app));
        let mut connection = builder(&limits).serve_connection(wire, TowerToHyperService::new(self.router));
        let ended = tokio::select! {
            ended = &mut connection => ended,
            () = async { drop(self.ending.wait_for(|is_ending| *is_ending).await) } => {
                Pin::new(&mut connection).graceful_shutdown();
                (&mut connection).await
            }
        };
        if ended.is_err_and(|error| error.is_timeout()) {
            let parts = connection.into_parts();
            // Whoever idles has asked nothing.
            if !parts.read_buf.is_empty() {
                let answer = Answer::error(408, "too-slow", "the header took too long");
                self.app.metrics.answered("nothing", answer.kind, answer.status, limits.header_time);
                let mut wire = parts.io;
                let _ = wire.written(&wire::whole(&answer)).await;
            }
        }
        self.app.metrics.callers.dec();
        drop(self.permit);
    }
}

fn builder(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.header_time);
    builder.max_buf_size(HEADER).max_headers(FIELDS).keep_alive(true).half_close(false);
    builder
}
