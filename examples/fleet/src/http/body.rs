//! Bodies: JSON, bounded in bytes and in time, and wiped.

use axum::body::{Body, HttpBody as _};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt as _;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::config::Limits;
use crate::service::Answer;

/// The body of a request.
pub(super) async fn read(headers: &HeaderMap, body: Body, limits: &Limits) -> Result<Zeroizing<Vec<u8>>, Answer> {
    if !is_json(headers) {
        return Err(Answer::error(415, "content-type", "allowed is application/json"));
    }
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limits.body) || body.size_hint().lower() > limits.body as u64 {
        return Err(too_large(limits));
    }
    match timeout(limits.body_time, collected(body, limits)).await {
        Ok(read) => read,
        Err(_) => Err(Answer::error(408, "too-slow", "the body took too long")),
    }
}

async fn collected(mut body: Body, limits: &Limits) -> Result<Zeroizing<Vec<u8>>, Answer> {
    // All the room at once: a vector that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limits.body));
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Answer::error(400, "body", "the body broke off"))?;
        let Some(data) = frame.data_ref() else { continue };
        if bytes.len().saturating_add(data.len()) > limits.body {
            return Err(too_large(limits));
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes)
}

fn too_large(limits: &Limits) -> Answer {
    Answer::error(413, "too-large", &format!("a body has at most {} bytes", limits.body))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
