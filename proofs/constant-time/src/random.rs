//! Random numbers that are the same in each run: SplitMix64 (Steele, Lea and Flood, 2014). For samples, not for secrets.

/// A sequence of them.
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    /// One for each seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// So many bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        bytes.iter_mut().for_each(|byte| *byte = self.number() as u8);
        bytes
    }

    /// So many ASCII digits, at most eighteen.
    pub fn digits(&mut self, count: usize) -> String {
        format!("{:0count$}", self.number() % 10_u64.pow(count as u32))
    }
}
