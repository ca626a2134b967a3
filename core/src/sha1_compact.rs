//! SHA-1's compression (FIPS 180-4, section 6.1.2) in a sixth of the code and a third of the stack of the crate `sha1`'s, which
//! is written out round by round to be fast. For small machines, behind the feature `compact`.
//!
//! What is done depends on the number of the round alone. The tests hold it to the crate's.

use zeroize::optimization_barrier;

/// Puts blocks into a chaining value.
pub(crate) fn compress(state: &mut [u32; 5], blocks: &[[u8; 64]]) {
    blocks.iter().for_each(|block| compress_one(state, block));
}

/// With the constants of the four stretches of twenty rounds (FIPS 180-4, section 4.2.1).
#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "an index of four bits is one of sixteen words, and their sums are small"
)]
fn compress_one(state: &mut [u32; 5], block: &[u8; 64]) {
    let mut words = [0_u32; 16];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for round in 0..80_usize {
        let place = round & 15;
        if round >= 16 {
            let mixed = words[place] ^ words[(place + 2) & 15] ^ words[(place + 8) & 15] ^ words[(place + 13) & 15];
            words[place] = mixed.rotate_left(1);
        }
        let (mixed, constant) = match round {
            ..20 => (d ^ (b & (c ^ d)), 0x5a82_7999),
            20..40 => (b ^ c ^ d, 0x6ed9_eba1),
            40..60 => ((b & c) | (d & (b | c)), 0x8f1b_bcdc_u32),
            _ => (b ^ c ^ d, 0xca62_c1d6),
        };
        let next = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e);
        let next = next.wrapping_add(constant).wrapping_add(words[place]);
        (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
    }
    let [first, second, third, fourth, fifth] = state;
    *first = first.wrapping_add(a);
    *second = second.wrapping_add(b);
    *third = third.wrapping_add(c);
    *fourth = fourth.wrapping_add(d);
    *fifth = fifth.wrapping_add(e);
    words = [0; 16];
    optimization_barrier(&words);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_hash_of_abc_is_that_of_the_standard() {
        let mut block = [0; 64];
        block[..4].copy_from_slice(b"abc\x80");
        block[63] = 24;
        let mut state = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
        compress(&mut state, &[block]);
        // FIPS 180-2, appendix A.1.
        assert_eq!(state, [0xa999_3e36, 0x4706_816a, 0xba3e_2571, 0x7850_c26c, 0x9cd0_d89d]);
    }

    proptest! {
        #[test]
        fn any_block_is_compressed_as_by_the_crate(state: [u32; 5], left: [u8; 32], right: [u8; 32]) {
            let mut block = [0; 64];
            block[..32].copy_from_slice(&left);
            block[32..].copy_from_slice(&right);
            let (mut ours, mut theirs) = (state, state);
            compress(&mut ours, &[block]);
            sha1::block_api::compress(&mut theirs, &[block]);
            prop_assert_eq!(ours, theirs);
        }
    }
}
