//! Packets over a socket: https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html

use super::{Answer, Trouble};
use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::task::Poll;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};

/// The longest payload of one packet; a longer one goes on in the next.
const LONGEST: usize = 0xff_ffff;
/// The most that a server can send in one value or row.
const LARGEST: usize = 1 << 30;
/// Room that is kept between statements.
const KEPT: usize = 1 << 20;

pub trait Socket: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Socket for T {}

pub struct Channel {
    socket: Box<dyn Socket>,
    input: Vec<u8>,
    /// Up to where `input` is read.
    at: usize,
    /// A payload that came in several packets.
    joined: Vec<u8>,
    output: Vec<u8>,
    sequence: u8,
}

impl Channel {
    pub fn new(socket: Box<dyn Socket>) -> Channel {
        Channel { socket, input: Vec::new(), at: 0, joined: Vec::new(), output: Vec::new(), sequence: 0 }
    }

    /// Puts another layer (TLS) under the packets. Nothing may have been read ahead: it came unprotected.
    pub fn take_socket(&mut self) -> Answer<Box<dyn Socket>> {
        if self.at < self.input.len() {
            return Err(Trouble::Protocol("The server sent data before the TLS handshake".into()));
        }
        Ok(std::mem::replace(&mut self.socket, Box::new(tokio::io::empty())))
    }

    pub fn set_socket(&mut self, socket: Box<dyn Socket>) {
        self.socket = socket;
    }

    /// Begins a command: the numbering of packets starts anew.
    pub fn begin(&mut self) {
        self.sequence = 0;
        if self.at == self.input.len() {
            self.at = 0;
            self.input.clear();
            self.input.shrink_to(KEPT);
        }
        self.joined = Vec::new();
        self.output.shrink_to(KEPT);
    }

    /// Queues one payload.
    pub fn push(&mut self, mut payload: &[u8]) {
        loop {
            let count = payload.len().min(LONGEST);
            self.output.extend_from_slice(&(count as u32).to_le_bytes()[..3]);
            self.output.push(self.sequence);
            self.sequence = self.sequence.wrapping_add(1);
            self.output.extend_from_slice(&payload[..count]);
            payload = &payload[count..];
            if count < LONGEST {
                return;
            }
        }
    }

    /// Queues a command whose answer will be read later, behind those of the commands before it.
    pub fn queue(&mut self, payload: &[u8]) {
        self.sequence = 0;
        self.push(payload);
    }

    /// The next packet begins the answer to a queued command.
    pub fn expect_answer(&mut self) {
        self.sequence = 1;
    }

    /// Until something is there to be read. May be given up at any time.
    pub async fn wait(&mut self) -> Answer<()> {
        self.fill(1).await
    }

    pub async fn flush(&mut self) -> Answer<()> {
        let written = self.socket.write_all(&self.output).await;
        self.output.clear();
        written?;
        self.socket.flush().await?;
        Ok(())
    }

    /// A whole command.
    pub async fn send(&mut self, payload: &[u8]) -> Answer<()> {
        self.begin();
        self.push(payload);
        self.flush().await
    }

    /// The next payload, lent until the next call.
    pub async fn receive(&mut self) -> Answer<&[u8]> {
        let (start, count) = self.frame().await?;
        if count < LONGEST {
            return Ok(&self.input[start..start + count]);
        }
        self.joined.clear();
        self.joined.extend_from_slice(&self.input[start..start + count]);
        loop {
            let (start, count) = self.frame().await?;
            if self.joined.len() + count > LARGEST {
                return Err(Trouble::Protocol("The server sent a packet of more than 1 GiB".into()));
            }
            self.joined.extend_from_slice(&self.input[start..start + count]);
            if count < LONGEST {
                return Ok(&self.joined);
            }
        }
    }

    /// Where the next packet's payload lies in `input`.
    async fn frame(&mut self) -> Answer<(usize, usize)> {
        self.fill(4).await?;
        let [a, b, c, sequence] = [0, 1, 2, 3].map(|i| self.input[self.at + i]);
        let count = u32::from_le_bytes([a, b, c, 0]) as usize;
        self.at += 4;
        self.fill(count).await?;
        let start = self.at;
        self.at += count;
        if sequence != self.sequence {
            // A server that closes an idle session says why, in a packet that answers no command.
            if self.input.get(start) == Some(&0xff) && sequence <= 1 {
                let payload = &self.input[start..start + count];
                return Err(Trouble::Server(super::packets::ServerError::read(payload)?.fatal()));
            }
            return Err(Trouble::Protocol("Packets out of order".into()));
        }
        self.sequence = self.sequence.wrapping_add(1);
        Ok((start, count))
    }

    /// Reads until at least `count` bytes are there.
    async fn fill(&mut self, count: usize) -> Answer<()> {
        while self.input.len() - self.at < count {
            if self.at == self.input.len() {
                self.at = 0;
                self.input.clear();
            } else if self.at > KEPT / 16 {
                self.input.drain(..self.at);
                self.at = 0;
            }
            let missing = count - (self.input.len() - self.at);
            self.input.reserve(missing.clamp(16 * 1024, KEPT));
            if self.socket.read_buf(&mut self.input).await? == 0 {
                return Err(Error::from(ErrorKind::UnexpectedEof).into());
            }
        }
        Ok(())
    }

    /// The server has left already: a command sent now would reach nobody.
    pub async fn is_gone(&mut self) -> bool {
        if self.at < self.input.len() {
            return true;
        }
        let socket = &mut self.socket;
        std::future::poll_fn(|context| {
            let mut byte = [0];
            let mut buffer = ReadBuf::new(&mut byte);
            // Between two commands there is nothing to read but an end, or the reason for one.
            Poll::Ready(Pin::new(&mut *socket).poll_read(context, &mut buffer).is_ready())
        })
        .await
    }
}
