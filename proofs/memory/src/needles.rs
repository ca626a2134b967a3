//! What is looked for: every form that a secret takes on its way through the engine.

use mfa_core::Algorithm;

/// How many bytes in a row of a secret count as a part of it.
pub const RUN: usize = 8;

#[derive(Clone)]
pub struct Needle {
    /// What it is called where it is found. Several forms of one thing have one name.
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// How many bytes of it in a row are a finding.
    pub run: usize,
}

#[derive(Default)]
pub struct Needles(Vec<Needle>);

impl Needles {
    pub fn all(self) -> Vec<Needle> {
        self.0
    }

    fn add(&mut self, name: &'static str, bytes: Vec<u8>, run: usize) {
        self.0.push(Needle { name, bytes, run });
    }

    pub fn bytes(&mut self, name: &'static str, bytes: &[u8]) {
        self.add(name, bytes.to_vec(), RUN);
    }

    pub fn text(&mut self, name: &'static str, text: &str) {
        self.bytes(name, text.as_bytes());
    }

    /// What has public parts.
    pub fn whole(&mut self, name: &'static str, text: &str) {
        self.add(name, text.as_bytes().to_vec(), text.len());
    }

    /// Digits of a code: in ASCII, as values, and as the number that the first eight of them spell.
    pub fn digits(&mut self, name: &'static str, digits: &str) {
        self.text(name, digits);
        self.bytes(name, &digits.bytes().map(|digit| digit - b'0').collect::<Vec<_>>());
        let number: u32 = digits[..8].parse().expect("digits");
        self.add(name, number.to_ne_bytes().to_vec(), 4);
    }

    /// A key: its bytes, these as HMAC pads them, and the chaining values that they leave behind (RFC 2104).
    pub fn key(&mut self, name: &'static str, key: &[u8; 32], algorithm: Algorithm) {
        self.bytes(name, key);
        let [padded, chained] = match name {
            "key" => ["padded key", "chaining values"],
            _ => ["padded recovery key", "recovery key's chaining values"],
        };
        for pad in [0x36, 0x5c] {
            self.bytes(padded, &key.map(|byte| byte ^ pad));
            self.words(chained, &chaining_value(key, pad, algorithm), algorithm);
        }
    }

    pub fn tag(&mut self, name: &'static str, tag: &[u8], algorithm: Algorithm) {
        let words: Vec<u64> = match algorithm {
            Algorithm::Sha512 => tag.chunks(8).map(|eight| u64::from_be_bytes(eight.try_into().expect("8"))).collect(),
            _ => tag.chunks(4).map(|four| u64::from(u32::from_be_bytes(four.try_into().expect("4")))).collect(),
        };
        self.words(name, &words, algorithm);
    }

    /// Words in both byte orders, and, where two have room in eight bytes, also in the order in which the processor's
    /// instructions for hashes keep them.
    fn words(&mut self, name: &'static str, words: &[u64], algorithm: Algorithm) {
        let wide = algorithm == Algorithm::Sha512;
        let written = |words: &[u64], width: fn(u64, bool) -> Vec<u8>| -> Vec<u8> {
            words.iter().flat_map(|word| width(*word, wide)).collect()
        };
        let backwards: Vec<u64> = words.iter().rev().copied().collect();
        self.bytes(name, &written(words, big));
        self.bytes(name, &written(words, little));
        if !wide {
            self.bytes(name, &written(&backwards, little));
        }
    }
}

fn big(word: u64, wide: bool) -> Vec<u8> {
    if wide { word.to_be_bytes().to_vec() } else { word.to_be_bytes()[4..].to_vec() }
}

fn little(word: u64, wide: bool) -> Vec<u8> {
    if wide { word.to_le_bytes().to_vec() } else { word.to_le_bytes()[..4].to_vec() }
}

fn chaining_value(key: &[u8; 32], pad: u8, algorithm: Algorithm) -> Vec<u64> {
    let (mut short, mut long) = ([pad; 64], [pad; 128]);
    for (at, byte) in key.iter().enumerate() {
        short[at] ^= byte;
        long[at] ^= byte;
    }
    match algorithm {
        Algorithm::Sha1 => {
            let mut state = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
            sha1::block_api::compress(&mut state, &[short]);
            state.map(u64::from).to_vec()
        }
        Algorithm::Sha256 => {
            let mut state = SHA256;
            sha2::block_api::compress256(&mut state, &[short]);
            state.map(u64::from).to_vec()
        }
        _ => {
            let mut state = SHA512;
            sha2::block_api::compress512(&mut state, &[long]);
            state.to_vec()
        }
    }
}

/// FIPS 180-4, section 5.3.
const SHA256: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
const SHA512: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];
