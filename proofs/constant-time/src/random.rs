//! Random numbers that are the same in each run. For samples, not for secrets.

/// A sequence of them.
#[derive(Clone)]
pub struct Random(seeded::Random);

impl Random {
    /// One for each seed.
    pub fn new(seed: u64) -> Self {
        Self(seeded::Random::seeded(seed))
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0.next()
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
