//! Both edges of the window, for every tolerance.

use super::laptop::{Laptop, accepted};
use super::{NOW, at, pin_at, tolerating};

#[test]
fn both_edges_of_the_window_for_every_tolerance() {
    for steps in 0..=30_u64 {
        // From just above the steps before to exactly this many.
        for seconds in [steps * 10, (steps * 10).saturating_sub(9)] {
            let policy = tolerating(seconds as u32);
            for second in [NOW, NOW + 9] {
                let accepts = |issued: u64| Laptop::under(policy).redeem(at(second), &pin_at(issued)).is_accepted();
                let oldest = NOW - (12 + steps) * 10;
                let newest = NOW + steps * 10 + 9;
                assert!(accepts(oldest), "{steps}");
                assert!(!accepts(oldest - 1), "{steps}");
                assert!(accepts(newest), "{steps}");
                assert!(!accepts(newest + 1), "{steps}");
            }
        }
    }
}

#[test]
fn every_step_inside_the_window_is_accepted() {
    for issued in (NOW - 150..=NOW + 39).step_by(10) {
        assert!(Laptop::new().redeem(at(NOW), &pin_at(issued)).is_accepted(), "{issued}");
    }
}

#[test]
fn time_0_and_the_last_second_have_a_window() {
    for now in [0, 5, 100, (1 << 40) - 1, 1 << 40] {
        let redeemed = accepted(Laptop::under(tolerating(300)).redeem(at(now), &pin_at(now)));
        assert_eq!(redeemed.grant.unwrap().until.seconds(), (now + 3600).min(1 << 40));
        assert!(!Laptop::new().redeem(at(now), &super::wrong()).is_accepted());
    }
}
