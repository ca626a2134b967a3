//! As much of HTTP/1.1 as a caller of the service needs: requests with a JSON body, answers with a length.

use serde_json::Value;

/// A request as it goes over the wire.
pub(crate) fn request(method: &str, path: &str, token: Option<&str>, body: Option<&str>) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: siege\r\n");
    if let Some(token) = token {
        text.push_str(&format!("authorization: Bearer {token}\r\n"));
    }
    if let Some(body) = body {
        text.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body.unwrap_or(""));
    text.into_bytes()
}

/// A verification of what somebody typed.
pub(crate) fn verify(token: &str, person: &str, typed: &str) -> Vec<u8> {
    request("POST", &format!("/v1/people/{person}/verify"), Some(token), Some(&format!("{{\"typed\":\"{typed}\"}}")))
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The first answer in what was read, and how many bytes it has; `None` if it is not whole yet.
    pub(crate) fn parse(bytes: &[u8]) -> Option<(Self, usize)> {
        let head_end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        let length = field(&head, "content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
        let (begin, end) = (head_end + 4, head_end + 4 + length);
        let body = bytes.get(begin..end)?.to_vec();
        Some((Self { status, head, body }, end))
    }

    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        field(&self.head, name)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// What a verification came to, as its caller knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Accepted {
        failures_before: u64,
    },
    Rejected {
        attempts_left: u64,
    },
    Locked {
        until: u64,
    },
    /// Too many at once: nothing was done.
    Busy,
    /// Denied because the store could not be reached or did not confirm, or no answer came: it may have been done or not.
    Unknown(String),
    /// Anything else, which no caller here expects.
    Other(String),
}

impl Outcome {
    pub(crate) fn of(answer: &Answer) -> Self {
        let (status, json) = (answer.status, answer.json());
        let number = |name: &str| json[name].as_u64();
        let word = |name: &str| json[name].as_str().unwrap_or_default();
        match (status, word("answer"), word("error")) {
            (200, "accepted", _) => Self::Accepted { failures_before: number("failures_before").unwrap_or(u64::MAX) },
            (403, "rejected", _) => Self::Rejected { attempts_left: number("attempts_left").unwrap_or(u64::MAX) },
            (403, "locked", _) => Self::Locked { until: number("until").unwrap_or(u64::MAX) },
            (429 | 503, _, "busy") => Self::Busy,
            (503, _, "store" | "not-confirmed") => Self::Unknown(word("error").to_owned()),
            _ => Self::Other(format!("{status} {}", answer.text())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_whole_or_not_there() {
        let bytes = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n";
        let (answer, length) = Answer::parse(bytes).unwrap();
        assert_eq!((answer.status, answer.text().as_str(), length), (403, "{}", 47));
        assert!(Answer::parse(&bytes[..46]).is_none());
        assert!(Answer::parse(&bytes[47..]).is_none());
    }

    #[test]
    fn only_two_hundred_with_the_word_is_accepted() {
        let answer = |status, body: &str| Answer { status, head: String::new(), body: body.as_bytes().to_vec() };
        let accepted = "{\"answer\":\"accepted\",\"failures_before\":2}";
        assert_eq!(Outcome::of(&answer(200, accepted)), Outcome::Accepted { failures_before: 2 });
        assert!(matches!(Outcome::of(&answer(403, accepted)), Outcome::Other(_)));
        assert!(matches!(Outcome::of(&answer(200, "{}")), Outcome::Other(_)));
        assert!(matches!(Outcome::of(&answer(503, "{\"error\":\"store\"}")), Outcome::Unknown(_)));
    }
}
