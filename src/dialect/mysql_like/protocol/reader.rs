//! Reads a packet's fields one after the other; what is too short is a malformed packet.

use super::{malformed, Answer};

pub struct Reader<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(data: &'a [u8]) -> Reader<'a> {
        Reader { data, at: 0 }
    }

    pub fn at(&self) -> usize {
        self.at
    }

    pub fn is_empty(&self) -> bool {
        self.at >= self.data.len()
    }

    pub fn bytes(&mut self, count: usize) -> Answer<&'a [u8]> {
        let end = self.at.checked_add(count).ok_or_else(malformed)?;
        let bytes = self.data.get(self.at..end).ok_or_else(malformed)?;
        self.at = end;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Answer<[u8; N]> {
        self.bytes(N)?.try_into().map_err(|_| malformed())
    }

    pub fn u8(&mut self) -> Answer<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub fn u16(&mut self) -> Answer<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub fn u32(&mut self) -> Answer<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Answer<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A number of one to nine bytes; `None` is NULL.
    pub fn length(&mut self) -> Answer<Option<u64>> {
        Ok(Some(match self.u8()? {
            0xfb => return Ok(None),
            0xfc => u64::from(self.u16()?),
            0xfd => {
                let [a, b, c] = self.array()?;
                u64::from(u32::from_le_bytes([a, b, c, 0]))
            }
            0xfe => self.u64()?,
            0xff => return Err(malformed()),
            small => u64::from(small),
        }))
    }

    /// Bytes behind their length; `None` is NULL.
    pub fn lengthed(&mut self) -> Answer<Option<&'a [u8]>> {
        match self.length()? {
            Some(count) => self.bytes(usize::try_from(count).map_err(|_| malformed())?).map(Some),
            None => Ok(None),
        }
    }

    /// Text behind its length.
    pub fn text(&mut self) -> Answer<String> {
        Ok(String::from_utf8_lossy(self.lengthed()?.unwrap_or_default()).into_owned())
    }

    /// Up to a zero byte, or to the end.
    pub fn until_zero(&mut self) -> &'a [u8] {
        let rest = self.data.get(self.at..).unwrap_or_default();
        let count = rest.iter().position(|b| *b == 0).unwrap_or(rest.len());
        self.at += count + 1;
        &rest[..count]
    }

    pub fn rest(&mut self) -> &'a [u8] {
        let rest = self.data.get(self.at..).unwrap_or_default();
        self.at = self.data.len();
        rest
    }
}

/// A number in one to nine bytes.
pub fn put_length(out: &mut Vec<u8>, n: u64) {
    match n {
        0..=0xfa => out.push(n as u8),
        0xfb..=0xffff => {
            out.push(0xfc);
            out.extend_from_slice(&(n as u16).to_le_bytes());
        }
        0x1_0000..=0xff_ffff => {
            out.push(0xfd);
            out.extend_from_slice(&(n as u32).to_le_bytes()[..3]);
        }
        _ => {
            out.push(0xfe);
            out.extend_from_slice(&n.to_le_bytes());
        }
    }
}

pub fn put_lengthed(out: &mut Vec<u8>, bytes: &[u8]) {
    put_length(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_round_trip() {
        for n in [0, 0xfa, 0xfb, 0xffff, 0x1_0000, 0xff_ffff, 0x100_0000, u64::MAX] {
            let mut out = Vec::new();
            put_length(&mut out, n);
            assert_eq!(Reader::new(&out).length().unwrap(), Some(n));
        }
        assert!(Reader::new(&[0xfc, 1]).length().is_err());
        assert!(Reader::new(&[5, b'a']).lengthed().is_err());
        assert!(Reader::new(&[0xfe, 255, 255, 255, 255, 255, 255, 255, 255]).lengthed().is_err());
    }
}
