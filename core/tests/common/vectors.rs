//! Reads the vector files in `tests/vectors`: blocks of `key = value` lines, set apart by blank lines; a line that begins
//! with `#` is a comment.

/// One block of a vector file.
pub(crate) struct Vector {
    line: usize,
    fields: Vec<(&'static str, &'static str)>,
}

/// All blocks of a vector file.
pub(crate) fn vectors(text: &'static str) -> Vec<Vector> {
    let mut all: Vec<Vector> = Vec::new();
    let mut inside = false;
    for (line, content) in (1..).zip(text.lines().map(str::trim)) {
        if content.starts_with('#') {
            continue;
        }
        if content.is_empty() {
            inside = false;
            continue;
        }
        let (key, value) =
            content.split_once('=').unwrap_or_else(|| panic!("line {line} is no `key = value`: {content}"));
        if !inside {
            all.push(Vector { line, fields: Vec::new() });
            inside = true;
        }
        let block = all.last_mut().unwrap();
        assert!(block.find(key.trim()).is_none(), "line {line} says `{key}` again");
        block.fields.push((key.trim(), value.trim()));
    }
    all
}

impl Vector {
    /// The value of a key that must be there.
    pub(crate) fn text(&self, key: &str) -> &'static str {
        self.find(key).unwrap_or_else(|| panic!("the block at line {} has no `{key}`", self.line))
    }

    /// The value of a key that must be there, as a number.
    pub(crate) fn number<T: core::str::FromStr>(&self, key: &str) -> T {
        let text = self.text(key);
        text.parse()
            .unwrap_or_else(|_| panic!("the block at line {}: `{key} = {text}` is not such a number", self.line))
    }

    /// The value of a key that must be there, as bytes written in hexadecimal.
    pub(crate) fn bytes(&self, key: &str) -> Vec<u8> {
        let text = self.text(key);
        let pairs = (0..text.len()).step_by(2).map(|at| text.get(at..at + 2));
        pairs
            .map(|pair| pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()))
            .map(|byte| byte.unwrap_or_else(|| panic!("the block at line {}: `{key}` is not hexadecimal", self.line)))
            .collect()
    }

    /// Where the block begins, to be named when it fails.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    /// The value of a key, if it is there.
    pub(crate) fn find(&self, key: &str) -> Option<&'static str> {
        self.fields.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }
}
