//! The listening end: bounded in connections, in connections per address, in time; stopped without
//! cutting answers short.

use std::collections::HashMap;
use std::future::{Ready, ready};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::client::{TrustedProxies, network};

/// Time for a client to send its request line and headers; half-open connections end there.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);

/// Time for the answers under way to leave once the program is asked to stop.
const GRACE: Duration = Duration::from_secs(8);

/// Connections in all, and from one network; trusted proxies are held to the first only.
const CONNECTIONS: usize = 1024;
const CONNECTIONS_PER_NETWORK: usize = 64;

/// Serves until the process is asked to stop. `ready` is called once connections are accepted.
///
/// # Errors
/// What the system says of the socket.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    proxies: TrustedProxies,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    let acceptor = CappedAcceptor { counts: Arc::default(), proxies };
    let mut server = axum_server::from_tcp(listener)?.handle(handle).acceptor(acceptor);
    server.http_builder().http1().header_read_timeout(HEADER_TIMEOUT).keep_alive(true);
    server.http_builder().http2().keep_alive_interval(Duration::from_secs(30));
    server.serve(router.into_make_service_with_connect_info::<SocketAddr>()).await
}

/// Stops the server when the process gets SIGINT or SIGTERM.
pub async fn stop_on_signal(handle: Handle<SocketAddr>) {
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be listened to");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
    handle.graceful_shutdown(Some(GRACE));
}

type Counts = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// Counts the connections of each network and turns away those beyond the caps.
#[derive(Clone)]
struct CappedAcceptor {
    counts: Counts,
    proxies: TrustedProxies,
}

impl<S> Accept<TcpStream, S> for CappedAcceptor {
    type Stream = CountedStream;
    type Service = S;
    type Future = Ready<io::Result<(CountedStream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(self.admit(stream).map(|stream| (stream, service)))
    }
}

impl CappedAcceptor {
    fn admit(&self, stream: TcpStream) -> io::Result<CountedStream> {
        stream.set_nodelay(true)?;
        let address = stream.peer_addr()?.ip();
        let network = network(address);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let total: usize = counts.values().sum();
        let own = counts.get(&network).copied().unwrap_or(0);
        if total >= CONNECTIONS || (own >= CONNECTIONS_PER_NETWORK && !self.proxies.contains(address)) {
            return Err(io::Error::new(io::ErrorKind::ConnectionRefused, "too many connections"));
        }
        counts.insert(network, own + 1);
        Ok(CountedStream { stream, _place: Place { counts: self.counts.clone(), network } })
    }
}

/// The place that a connection takes, given back when it ends.
struct Place {
    counts: Counts,
    network: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.network);
            }
        }
    }
}

/// A connection that holds its place.
struct CountedStream {
    stream: TcpStream,
    _place: Place,
}

impl AsyncRead for CountedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for CountedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
