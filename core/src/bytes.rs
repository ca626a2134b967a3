//! Little-endian fields, one after the other. Both run dry instead of over: what is missing reads as zero, and what has
//! no room is not written.

pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn take<const N: usize>(&mut self) -> [u8; N] {
        let (field, rest) = self.rest.split_first_chunk().unwrap_or((&[0; N], &[]));
        self.rest = rest;
        *field
    }

    pub(crate) fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.take())
    }

    pub(crate) fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    pub(crate) fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }

    pub(crate) fn i8(&mut self) -> i8 {
        i8::from_le_bytes(self.take())
    }

    /// Six bytes: a time.
    pub(crate) fn u48(&mut self) -> u64 {
        u64::from(self.u32()) | u64::from(self.u16()) << 32
    }
}

pub(crate) struct Writer<'a> {
    rest: &'a mut [u8],
}

impl<'a> Writer<'a> {
    pub(crate) fn new(bytes: &'a mut [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn put<const N: usize>(&mut self, field: &[u8; N]) {
        if let Some((place, rest)) = core::mem::take(&mut self.rest).split_first_chunk_mut() {
            *place = *field;
            self.rest = rest;
        }
    }

    /// Six bytes: a time, which is at most 2^40.
    pub(crate) fn put_u48(&mut self, time: u64) {
        let [low @ .., _, _] = time.to_le_bytes();
        self.put::<6>(&low);
    }
}
