//! The trust store that programs on Java take.
//!
//! Owns which settings name it and what Java takes without one. The file is read elsewhere.

use std::path::PathBuf;

use crate::system::{environment::Variable, java};

/// The property that names it.
const PROPERTY: &str = "-Djavax.net.ssl.trustStore=";

/// No trust store at all.
const NONE: &str = "NONE";

/// The file of the property, else `jssecacerts`, else `cacerts` (OpenJDK, `TrustStoreManager.java`);
/// none where there is no Java, or where it is set to have none. Before version 9 its folder is in
/// `jre`.
pub(super) fn trust_store() -> Option<PathBuf> {
    // The first of them is read last by Java, and so is the one that holds.
    let options = [
        Variable::JavaOptions,
        Variable::JdkJavaOptions,
        Variable::JavaToolOptions,
    ];
    let mut set = options.iter().filter_map(|one| named(&one.value()?));
    if let Some(file) = set.next() {
        return (file != NONE).then(|| file.into());
    }
    let home = java::home()?;
    let folders = ["lib/security", "jre/lib/security"].map(|folder| home.join(folder));
    let files = |folder: &PathBuf| ["jssecacerts", "cacerts"].map(|name| folder.join(name));
    let mut places = folders.iter().flat_map(files);
    places.find(|place| place.is_file())
}

/// The last value of the property among options.
fn named(options: &str) -> Option<String> {
    let mut words = words(options).into_iter().rev();
    let file = words.find_map(|word| word.strip_prefix(PROPERTY).map(str::to_owned));
    file.filter(|file| !file.is_empty())
}

/// Options as the virtual machine and its launcher part them: at white space that stands in no
/// quotes, of either kind, and without any escapes (OpenJDK, `arguments.cpp`, `parse_options_buffer`;
/// `args.c`, `JLI_AddArgsFromEnvVar`).
fn words(options: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in options.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, _) if letter.is_ascii_whitespace() => words.push(String::new()),
            _ => {
                if let Some(word) = words.last_mut() {
                    word.push(letter);
                }
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_property_is_found_as_java_finds_it() {
        let cases = [
            ("-Djavax.net.ssl.trustStore=/a", Some("/a")),
            ("-Xmx1g -Djavax.net.ssl.trustStore=/a\t-Dx=y", Some("/a")),
            (
                "-Djavax.net.ssl.trustStore=/a -Djavax.net.ssl.trustStore=/b",
                Some("/b"),
            ),
            ("-Djavax.net.ssl.trustStore='/b c'", Some("/b c")),
            ("\"-Djavax.net.ssl.trustStore=/b c\"", Some("/b c")),
            ("-Djavax.net.ssl.trust\"Store=/b c\"d", Some("/b cd")),
            ("-Djavax.net.ssl.trustStore=\"it's\"", Some("it's")),
            (
                "-Djavax.net.ssl.trustStore=C:\\certs\\corp.jks",
                Some("C:\\certs\\corp.jks"),
            ),
            ("-Djavax.net.ssl.trustStore=", None),
            ("-Djavax.net.ssl.trustStoreType=PKCS12", None),
            ("-Djavax.net.ssl.trustStorePassword=secret", None),
            ("", None),
        ];
        for (options, file) in cases {
            assert_eq!(named(options).as_deref(), file, "{options}");
        }
    }
}
