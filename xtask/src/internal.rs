//! The bridge is no API: everything at the top level of the Kotlin becomes `internal`, of which UniFFI leaves a part public.
//!
//! A declaration begins on a line of its own. What begins a line at the top level and is neither known as a declaration nor as
//! what else stands there is an error, so that a declaration of a new form is not left public unseen.

/// What a declaration can begin with beside a visibility.
const MODIFIERS: [&str; 14] = [
    "abstract",
    "actual",
    "annotation",
    "const",
    "data",
    "enum",
    "expect",
    "external",
    "inline",
    "open",
    "sealed",
    "suspend",
    "tailrec",
    "value",
];
/// What can be declared.
const DECLARED: [&str; 6] = ["class", "fun", "interface", "object", "typealias", "val"];
const HIDDEN: [&str; 2] = ["internal", "private"];

/// The same code, with nothing public at its top level; or what line is not understood.
pub(crate) fn hide(kotlin: &str) -> Result<String, String> {
    let mut hidden = String::with_capacity(kotlin.len());
    let mut scanner = Scanner::default();
    for (number, line) in (1_usize..).zip(kotlin.lines()) {
        let (before, code) = scanner.pass(line);
        hidden.push_str(before);
        if !code.is_empty() {
            hidden.push_str(&internal(code).map_err(|why| format!("line {number}: {why}: {line}"))?);
        }
        hidden.push('\n');
    }
    if scanner.is_at_top() { Ok(hidden) } else { Err("it ends inside something".to_owned()) }
}

/// What begins at the top level on a line, made internal if it declares something.
fn internal(line: &str) -> Result<String, &'static str> {
    let (annotations, declaration) = after_annotations(line)?;
    let words: Vec<&str> = declaration.split_whitespace().collect();
    let first = words.first().copied().unwrap_or_default();
    let is_code = first.starts_with(|letter: char| letter.is_alphabetic());
    if !is_code {
        // An annotation, a declaration that goes on, a body's begin or end.
        let known = first.is_empty() || ["{", "}", ")", ":", "="].iter().any(|start| first.starts_with(start));
        return if known { Ok(line.to_owned()) } else { Err("this is not known") };
    }
    if ["package", "import"].contains(&first) {
        return Ok(line.to_owned());
    }
    let declared = words.iter().position(|word| DECLARED.contains(&keyword(word)));
    let Some(before) = declared.and_then(|at| words.get(..at)) else { return Err("this is no known declaration") };
    if before.iter().any(|word| HIDDEN.contains(word)) {
        return Ok(line.to_owned());
    }
    if !before.iter().all(|word| *word == "public" || MODIFIERS.contains(word)) {
        return Err("this is no known declaration");
    }
    let rest = declaration.trim_start();
    let rest = rest.strip_prefix("public ").unwrap_or(rest);
    if rest.starts_with("public") || before.iter().skip(1).any(|word| *word == "public") {
        return Err("public is not where it is looked for");
    }
    Ok(format!("{annotations}internal {rest}"))
}

/// `fun<T>` is `fun`, too.
fn keyword(word: &str) -> &str {
    word.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default()
}

/// Annotations at a line's begin, with what is in their parentheses, and what follows them.
fn after_annotations(line: &str) -> Result<(&str, &str), &'static str> {
    let mut at = 0;
    while let Some(rest) = line.get(at..).map(str::trim_start).filter(|rest| rest.starts_with('@')) {
        let mut open = 0_u32;
        let end = rest.char_indices().find(|(_, letter)| {
            match letter {
                '(' => open = open.saturating_add(1),
                ')' => open = open.saturating_sub(1),
                _ => {}
            }
            open == 0 && letter.is_whitespace()
        });
        if open > 0 {
            return Err("an annotation does not end on its line");
        }
        let length = end.map_or(rest.len(), |(length, _)| length);
        at = line.len().saturating_sub(rest.len()).saturating_add(length);
    }
    let at = at.saturating_add(usize::from(at > 0 && at < line.len()));
    Ok(line.split_at_checked(at).unwrap_or((line, "")))
}

/// What of the code is passed so far: how many braces and parentheses are open, and whether a comment or a string is.
#[derive(Debug, Default)]
struct Scanner {
    open: usize,
    comments: usize,
    raw_string: bool,
    /// Behind `=` comes what it is, on the next line if not on the same.
    behind_equals: bool,
}

/// What comes next in a line, and how long it is.
enum Token {
    /// A part of a comment, or nothing.
    Blank(usize),
    Code(usize),
}

impl Scanner {
    fn is_at_top(&self) -> bool {
        self.open == 0 && self.comments == 0 && !self.raw_string
    }

    /// Passes a line, and parts it where code begins at the top level that does not go on from an earlier line. Before it there
    /// may be a comment, or the end of one.
    fn pass<'a>(&mut self, line: &'a str) -> (&'a str, &'a str) {
        let may_begin = self.open == 0 && !self.raw_string && !self.behind_equals;
        let mut begins = None;
        let mut rest = line;
        while let Some(letter) = rest.chars().next() {
            let length = match self.token(rest, letter) {
                Token::Blank(length) => length,
                Token::Code(length) => {
                    begins = begins.or(Some(line.len().saturating_sub(rest.len())));
                    self.behind_equals = letter == '=';
                    length
                }
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        let begins = begins.filter(|_| may_begin).unwrap_or(line.len());
        line.split_at_checked(begins).unwrap_or((line, ""))
    }

    /// Passes what comes next.
    fn token(&mut self, rest: &str, letter: char) -> Token {
        const RAW: &str = "\"\"\"";
        let length = letter.len_utf8();
        if self.raw_string {
            self.raw_string = !rest.starts_with(RAW);
            return Token::Code(if self.raw_string { length } else { RAW.len() });
        }
        if rest.starts_with("/*") {
            self.comments = self.comments.saturating_add(1);
            return Token::Blank(2);
        }
        if self.comments > 0 {
            let ends = rest.starts_with("*/");
            self.comments = self.comments.saturating_sub(usize::from(ends));
            return Token::Blank(if ends { 2 } else { length });
        }
        if rest.starts_with("//") {
            return Token::Blank(rest.len());
        }
        if rest.starts_with(RAW) {
            self.raw_string = true;
            return Token::Code(RAW.len());
        }
        match letter {
            '"' | '\'' => return Token::Code(quoted(rest, letter)),
            '{' | '(' => self.open = self.open.saturating_add(1),
            '}' | ')' => self.open = self.open.saturating_sub(1),
            _ if letter.is_whitespace() => return Token::Blank(length),
            _ => {}
        }
        Token::Code(length)
    }
}

/// How long a string or a character is, with its quotes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at.saturating_add(1),
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::hide;

    fn hidden(line: &str) -> String {
        hide(line).expect("it is understood").trim_end().to_owned()
    }

    #[test]
    fn every_kind_of_declaration_becomes_internal() {
        for declaration in [
            "class A {}",
            "open class A {}",
            "data class A(val a: Int)",
            "sealed class A {}",
            "enum class A { B }",
            "interface A",
            "fun interface A",
            "object A",
            "data object A",
            "val a = object : B {}",
            "const val A = 1",
            "fun a() = 1",
            "fun<T> a() {}",
            "suspend fun a() {}",
            "typealias A = B",
        ] {
            assert_eq!(hidden(declaration), format!("internal {declaration}"));
            assert_eq!(hidden(&format!("public {declaration}")), format!("internal {declaration}"));
            for already in [format!("private {declaration}"), format!("internal {declaration}")] {
                assert_eq!(hidden(&already), already);
            }
        }
    }

    #[test]
    fn annotations_stay_before_the_visibility() {
        assert_eq!(hidden("@Throws(A::class) fun a() {}"), "@Throws(A::class) internal fun a() {}");
        assert_eq!(hidden("    @Throws(A::class) fun a() {}"), "    @Throws(A::class) internal fun a() {}");
        assert_eq!(hidden("@Synchronized\nfun a() {}"), "@Synchronized\ninternal fun a() {}");
        assert_eq!(hidden("@file:Suppress(\"A B\")"), "@file:Suppress(\"A B\")");
    }

    #[test]
    fn what_is_inside_something_stays() {
        for inside in [
            "internal class A {\n    fun b() {}\nfun c() {}\n}",
            "internal fun a(\nb: Int\n) {\n}",
            "/*\nclass A\n/* class */\nclass B */",
            "/**\n * `fun a` and \"\n */\ninternal fun a() {}",
            "internal val a = \"\"\"\nclass A {\n\"\"\"",
            "internal fun a() =\n\n    object : B {\n    }\ninternal fun b() = 1",
            "internal val a = \"{\\\"{\"\nprivate val b = '{'\n// {\nprivate val c = 1",
        ] {
            assert_eq!(hidden(inside), inside);
        }
    }

    #[test]
    fn what_comes_behind_something_is_at_the_top_again() {
        let before = "internal class A {\n    val a = \"}\" // }\n}\n";
        assert_eq!(hidden(&format!("{before}fun a() {{}}")), format!("{before}internal fun a() {{}}"));
    }

    #[test]
    fn comment_leads_to_nothing() {
        for comment in ["// ====\n", "/* = */\n", "/** A.\n * = */ ", "/* { */ ", "private val b = 1 // =\n"] {
            assert_eq!(hidden(&format!("{comment}fun a() {{}}")), format!("{comment}internal fun a() {{}}"));
        }
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for unknown in [
            "lateinit var a: B",
            "protected class A",
            "var a = 1",
            "? 1",
            "open public class A",
            "class A {",
            "@A(\nclass B",
        ] {
            assert!(hide(unknown).is_err(), "{unknown}");
        }
    }
}
