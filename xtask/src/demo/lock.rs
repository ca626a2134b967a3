//! The keypad lock of `examples/firmware`, on a board that QEMU emulates.

use std::io;

use crate::console::{Line, say};
use crate::count::Count;
use crate::debian;
use crate::failure::Result;
use crate::firmware::{Firmware, Lock, MPS2, Tale, story};
use crate::job::Job;
use crate::place::Place;
use crate::run::Runner;

pub(super) fn tell(place: &Place, runner: Runner) -> Result<Count> {
    debian::be_allowed("cargo xtask demo lock")?;
    let mut line = Line::start("Building the lock ");
    let mut job = Job::new(place, runner, &mut line, false);
    let firmware = Firmware::for_the_story(&mut job, MPS2)?;
    say("\n");
    let folder = place.fresh_folder("firmware/demo")?;
    let mut out = io::stdout();
    let mut tale = Tale::new(place, Lock::new(&firmware, MPS2, "trial", &folder)?, &mut out)?;
    let ended = story::tell(&mut tale);
    let count = tale.count();
    // A step that went wrong has been told and counted.
    if count.failed == 0 {
        ended?;
        say(&format!(
            "\nTo type yourself, on the lock as it is now (Ctrl-C draws the plug):\n{}\n",
            by_hand(place, &firmware)
        ));
    }
    Ok(count)
}

/// The command that switches it on once more.
fn by_hand(place: &Place, firmware: &Firmware) -> String {
    let program = firmware.program(MPS2.name, "trial");
    format!(
        "cd target/xtask/firmware/demo && qemu-system-arm -M mps2-an386 -display none -monitor none -serial stdio \\\n  \
         -semihosting-config enable=on,target=native -kernel ../../../../{}",
        place.short(&program).display()
    )
}
