//! The constants of the header, which programs have compiled into them.

use std::collections::BTreeMap;

use super::differences;

/// Every `#define MFA_NAME value` of the header, in its order, as `MFA_NAME value`.
pub(crate) fn of(header: &str) -> Vec<String> {
    header
        .lines()
        .filter_map(|line| line.strip_prefix("#define ")?.split_once(' '))
        .filter(|(name, _)| name.starts_with("MFA_") && !name.contains('(') && !is_version(name))
        .map(|(name, value)| format!("{name} {}", value.trim()))
        .collect()
}

/// The version is another one with each release.
fn is_version(name: &str) -> bool {
    name.starts_with("MFA_VERSION_")
}

/// Whether the constants are the listed ones, and no two results have one number.
pub(crate) fn compare(listed: &[String], found: &[String]) -> Result<(), String> {
    let mut results = BTreeMap::new();
    for (name, value) in found.iter().filter_map(|line| line.split_once(' ')) {
        if name.starts_with("MFA_ERROR_") || name.starts_with("MFA_ARGUMENT_") {
            if let Some(other) = results.insert(value, name) {
                return Err(format!("{other} and {name} are one number, {value}"));
            }
        }
    }
    differences(listed, found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::lines;

    const HEADER: &str = "#ifndef MFA_H\n#define MFA_H\n#define MFA_VERSION_MAJOR 0\n#define MFA_OK 0\n\
                          #define MFA_ERROR_ONE (-2001)\n#define MFA_HAS_SIZE(type, size) typedef char x\n";

    #[test]
    fn constants_are_those_with_a_value() {
        assert_eq!(of(HEADER), ["MFA_OK 0", "MFA_ERROR_ONE (-2001)"]);
    }

    #[test]
    fn another_value_is_refused_and_so_is_a_number_used_twice() {
        let listed = lines("MFA_OK 0\nMFA_ERROR_ONE (-2001)\n");
        assert_eq!(compare(&listed, &of(HEADER)), Ok(()));
        assert!(compare(&listed, &lines("MFA_OK 0\nMFA_ERROR_ONE (-2002)\n")).is_err());
        let twice = lines("MFA_ERROR_ONE (-2001)\nMFA_ERROR_TWO (-2001)\n");
        assert!(compare(&twice, &twice).unwrap_err().contains("one number"));
    }
}
