//! A socket with its buffers: whole messages come out, and what is written leaves in one piece.

use super::message::{tag, Body};
use super::{Answer, ServerError, WireError};
use bytes::{Buf, BytesMut};
use std::future::Future;
use std::io;
use std::pin::{pin, Pin};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio_rustls::client::TlsStream;

/// What is read at once, at least.
const CHUNK: usize = 16 * 1024;
/// Buffers that grew beyond this with one large message shrink again.
const KEEP: usize = 256 * 1024;
/// The tag and the length before every body.
const HEADER: usize = 5;
/// No message of a server is longer: a value ends at 1 GiB.
const LONGEST: usize = 0x7fff_ffff;

pub enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
    Tls(Box<TlsStream<TcpStream>>),
}

macro_rules! each {
    ($self:ident, $socket:ident => $do:expr) => {
        match $self.get_mut() {
            Socket::Tcp($socket) => $do,
            #[cfg(unix)]
            Socket::Unix($socket) => $do,
            Socket::Tls($socket) => $do,
        }
    };
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        each!(self, socket => Pin::new(socket).poll_read(cx, buf))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        each!(self, socket => Pin::new(socket).poll_write(cx, data))
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, socket => Pin::new(socket).poll_flush(cx))
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, socket => Pin::new(socket).poll_shutdown(cx))
    }
}

pub struct Stream {
    socket: Socket,
    input: BytesMut,
    /// The length of the message at the input's front that has been handed out.
    current: usize,
    /// What is to be said; [`Stream::flush`] sends it.
    pub output: Vec<u8>,
    /// How much of it has left.
    sent: usize,
}

impl Stream {
    pub fn new(socket: Socket) -> Stream {
        Stream { socket, input: BytesMut::new(), current: 0, output: Vec::new(), sent: 0 }
    }

    /// The socket itself, for a TLS handshake; nothing may have been read beyond what was asked for.
    pub fn into_socket(self) -> Socket {
        self.socket
    }

    /// Sends what stands in `output`. The server may wait for us to read before it reads on: so both go on
    /// side by side.
    pub async fn flush(&mut self) -> io::Result<()> {
        std::future::poll_fn(|cx| loop {
            if self.sent == self.output.len() {
                self.sent = 0;
                self.output.clear();
                if self.output.capacity() > KEEP {
                    self.output = Vec::new();
                }
                return Pin::new(&mut self.socket).poll_flush(cx);
            }
            match Pin::new(&mut self.socket).poll_write(cx, &self.output[self.sent..]) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(n)) => self.sent += n,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    self.input.reserve(CHUNK);
                    match pin!(self.socket.read_buf(&mut self.input)).poll(cx) {
                        Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
                        Poll::Ready(Ok(_)) => {}
                        Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                        Poll::Pending => return Poll::Pending,
                    }
                }
            }
        })
        .await
    }

    /// The length of the whole message behind the current one, once it is here.
    fn whole(&self) -> Answer<Option<usize>> {
        let ahead = &self.input[self.current..];
        let Some(header) = ahead.first_chunk::<HEADER>() else { return Ok(None) };
        let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
        if !(4..=LONGEST).contains(&length) {
            return Err(WireError::protocol("the server sent a message of an impossible length"));
        }
        Ok((ahead.len() > length).then_some(length + 1))
    }

    /// Waits until a whole message stands behind the current one. May be dropped at any time.
    pub async fn fill(&mut self) -> Answer<usize> {
        loop {
            if let Some(length) = self.whole()? {
                return Ok(length);
            }
            if self.current > 0 {
                self.input.advance(self.current);
                self.current = 0;
            }
            if self.input.is_empty() && self.input.capacity() > KEEP {
                self.input = BytesMut::new();
            }
            let missing = match self.input.first_chunk::<HEADER>() {
                Some(h) => (u32::from_be_bytes([h[1], h[2], h[3], h[4]]) as usize + 1)
                    .saturating_sub(self.input.len()),
                None => 0,
            };
            // A server out of step must not make us take gigabytes before it has sent them.
            self.input.reserve(missing.clamp(CHUNK, 1 << 20));
            if self.socket.read_buf(&mut self.input).await? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
        }
    }

    /// A whole message is here already.
    pub fn has_message(&self) -> bool {
        matches!(self.whole(), Ok(Some(_)))
    }

    /// The next message's tag; [`Stream::body`] is its body, until the next call.
    pub async fn next(&mut self) -> Answer<u8> {
        loop {
            let length = match self.whole()? {
                Some(length) => length,
                None => self.fill().await?,
            };
            self.input.advance(self.current);
            self.current = length;
            match self.input.first().copied().unwrap_or(0) {
                // They may come at any time, and mean nothing to a statement.
                tag::NOTICE | tag::NOTIFICATION => {}
                tag => return Ok(tag),
            }
        }
    }

    pub fn body(&self) -> Body<'_> {
        Body::new(self.input.get(HEADER..self.current).unwrap_or_default())
    }

    /// The error that [`tag::ERROR`] announced.
    pub fn error(&self) -> WireError {
        WireError::Server(Box::new(ServerError::parse(self.body())))
    }

    /// One byte outside the message format: the answer to an SSLRequest.
    pub async fn byte(&mut self) -> Answer<u8> {
        Ok(self.socket.read_u8().await?)
    }

    pub async fn shutdown(&mut self) {
        // Who has gone already needs no farewell.
        let _ = tokio::io::AsyncWriteExt::shutdown(&mut self.socket).await;
    }
}
