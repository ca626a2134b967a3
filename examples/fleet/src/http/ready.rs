//! Whether the database answers, for whoever asks: nobody needs a token for it, so it takes no room from logins.

use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::App;
use crate::service::Answer;

/// How long an answer is told to others.
const SHARED: Duration = Duration::from_secs(1);

/// What is known of it, and since when. Whoever asks the database holds it meanwhile.
pub(super) type Known = Arc<Mutex<Option<(Instant, Answer)>>>;

/// Whether the database answers. One asks it, and the others are told the same.
pub(super) async fn asked(app: &Arc<App>) -> Answer {
    let (shared, known) = (Arc::clone(app), Arc::clone(&app.ready));
    let asking = async move {
        let mut known = known.lock_owned().await;
        if let Some((when, answer)) = &*known
            && when.elapsed() < SHARED
        {
            return Some(answer.clone());
        }
        // A task of its own goes on when whoever waits for it hangs up, so that nobody else asks meanwhile.
        let task = tokio::spawn(async move {
            let answer = shared.service.ready().await;
            *known = Some((Instant::now(), answer.clone()));
            answer
        });
        task.await.ok()
    };
    let answer = timeout(app.limits.request_time, asking).await.ok().flatten();
    answer.unwrap_or_else(|| Answer::error(503, "store", "the database does not answer in time"))
}
