//! Answers as HTTP has them.

use axum::body::{Body, Bytes};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};

use crate::service::Answer;

const REQUEST: HeaderName = HeaderName::from_static("x-request-id");

/// An answer, and the number by which the log knows it.
pub(super) fn of(answer: Answer, number: &str) -> Response<Body> {
    let Answer { status, body, form, retry_after, .. } = answer;
    let mut response = Response::new(Body::from(Bytes::from_owner(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(form));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(number) = HeaderValue::from_str(number) {
        headers.insert(REQUEST, number);
    }
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, seconds.into());
    }
    if status == 401 {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// With the methods that a path has.
pub(super) fn allowing(mut response: Response<Body>, methods: &str) -> Response<Body> {
    if let Ok(methods) = HeaderValue::from_str(methods) {
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}
