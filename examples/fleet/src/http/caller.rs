//! Who calls: whoever has a token whose hash is in the configuration.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::config::{Caller, Role, TokenHash};
use crate::service::Answer;

/// The caller whose token this is. All are compared, in constant time.
pub(super) fn of<'a>(callers: &'a [Caller], headers: &HeaderMap) -> Result<&'a Caller, Answer> {
    let unknown =
        || Answer::error(401, "token", "`Authorization: Bearer TOKEN` with the token of a caller is asked for");
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (given.next(), given.next()) else { return Err(unknown()) };
    let (scheme, token) = header.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(unknown)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(unknown());
    }
    let hash = TokenHash::of(token.trim());
    let mut found = None;
    for caller in callers {
        if caller.token.same_as(&hash) {
            found = Some(caller);
        }
    }
    found.ok_or_else(unknown)
}

/// Refuses what a caller's role does not have.
pub(super) fn wrong_role(role: Role) -> Answer {
    Answer::error(403, "role", &format!("a caller whose role is `{}` may not ask this", role.as_str()))
}
