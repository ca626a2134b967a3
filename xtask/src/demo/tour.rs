//! What a newcomer sees first.

use super::stage::{Stage, Step};
use crate::failure::Result;

pub(super) fn story(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("mfa is libmfa on the command line. Which one is this?")?;
    stage.run(Step::new("mfa --version").prints("mfa "))?;
    Ok(())
}
