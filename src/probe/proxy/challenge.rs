//! What a proxy that wants a login offers: `Proxy-Authenticate`, read.
//!
//! Owns the form (RFC 9110, section 11.6.1), in which a comma may part parameters of one challenge
//! or two challenges, and several may stand in one line or in many. Servers are careless with it:
//! what can be understood is, the rest is passed over. Which of the challenges can be answered is
//! `answer`'s.

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::evidence::{Offer, Scheme};

/// More than a server can mean.
const MOST_CHALLENGES: usize = 16;
const MOST_PARAMETERS: usize = 32;
/// Names of schemes and parameters, and values of parameters. What is longer is passed over: cut,
/// it would be another.
const LONGEST_NAME: usize = 64;
const LONGEST_VALUE: usize = 4096;
/// A Kerberos ticket with many groups in it fills 48 KiB (Microsoft, `MaxTokenSize`), and base64
/// adds a third.
const LONGEST_TOKEN: usize = 64 * 1024;
/// Characters of a realm in the evidence.
const LONGEST_REALM: usize = 256;

/// One challenge. Its strings are the server's, bounded and otherwise as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    pub scheme: Scheme,
    /// What stands in the place of parameters (RFC 9110, section 11.2): base64 with `Negotiate` and
    /// `NTLM`.
    pub token: Option<String>,
    /// Names in lower case; of two with one name the first.
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    fn new(scheme: &str) -> Self {
        Self {
            scheme: Scheme::from(scheme.to_owned()),
            token: None,
            parameters: Vec::new(),
        }
    }

    /// The parameter of that name, which is given in lower case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        let found = parameters.find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The bytes of the token, where it is base64; servers differ in whether they pad it.
    pub fn token_bytes(&self) -> Option<Vec<u8>> {
        let config =
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
        engine.decode(self.token.as_deref()?).ok()
    }

    /// What of it is evidence: no nonce and no token.
    pub fn offer(&self) -> Offer {
        let realm = self.parameter("realm");
        Offer {
            scheme: self.scheme.clone(),
            realm: realm.map(|realm| realm.chars().take(LONGEST_REALM).collect()),
        }
    }

    fn add(&mut self, parameter: &str) {
        let Some((name, value)) = parameter.split_once('=') else {
            return;
        };
        let (name, value) = (name.trim().to_ascii_lowercase(), value_of(value.trim()));
        // What goes back to the server must not end a line there: a folded head has such values.
        let is_one_line = !value.chars().any(|c| c.is_control() && c != '\t');
        let fits = is_name(&name) && value.len() <= LONGEST_VALUE && is_one_line;
        if fits && self.parameters.len() < MOST_PARAMETERS && self.parameter(&name).is_none() {
            self.parameters.push((name, value));
        }
    }
}

/// The challenges of all lines of the header, in their order.
pub fn parse<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<Challenge> {
    let mut found = Vec::new();
    for line in lines {
        // A line begins a new challenge, whatever the one before ended with.
        let mut current = None;
        for element in Elements(line) {
            match Element::read(element) {
                Element::Challenge(next) => found.extend(current.replace(next)),
                Element::Parameter(text) => {
                    if let Some(challenge) = &mut current {
                        challenge.add(text);
                    }
                }
                // Parameters that follow are not those of the challenge before it.
                Element::Odd => found.extend(current.take()),
            }
        }
        found.extend(current);
        found.truncate(MOST_CHALLENGES);
    }
    found
}

/// What stands between two commas.
enum Element<'a> {
    /// With its token or its first parameter, if it has one.
    Challenge(Challenge),
    Parameter(&'a str),
    Odd,
}

impl<'a> Element<'a> {
    fn read(text: &'a str) -> Self {
        let end = text.find(|c: char| !is_tchar(c)).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let first = rest.trim_start();
        if first.starts_with('=') {
            return Self::Parameter(text);
        }
        let is_parted = first.is_empty() || first.len() < rest.len();
        if !is_name(name) || !is_parted {
            return Self::Odd;
        }
        let mut challenge = Challenge::new(name);
        if !is_token68(first) {
            challenge.add(first);
        } else if first.len() <= LONGEST_TOKEN {
            challenge.token = Some(first.to_owned());
        }
        Self::Challenge(challenge)
    }
}

/// The parts of a line between commas that stand in no quotes, without the empty ones.
struct Elements<'a>(&'a str);

impl<'a> Iterator for Elements<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        while !self.0.is_empty() {
            let end = comma(self.0).unwrap_or(self.0.len());
            let (element, rest) = self.0.split_at(end);
            self.0 = rest.strip_prefix(',').unwrap_or(rest);
            let element = element.trim();
            if !element.is_empty() {
                return Some(element);
            }
        }
        None
    }
}

/// Where the first comma outside of quotes is. Quotes that nobody closes go to the end.
fn comma(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// A quoted string without its quotes (RFC 9110, section 5.6.4); else all of it, which with careless
/// servers may have spaces.
fn value_of(text: &str) -> String {
    let Some(quoted) = text.strip_prefix('"') else {
        return text.to_owned();
    };
    let mut value = String::with_capacity(quoted.len());
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    value
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len()) && text.chars().all(is_tchar)
}

/// RFC 9110, section 5.6.2.
fn is_tchar(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

/// RFC 9110, section 11.2.
fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !body.is_empty() && body.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn challenge(scheme: Scheme, parameters: &[(&str, &str)]) -> Challenge {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        Challenge {
            scheme,
            token: None,
            parameters: parameters.iter().map(owned).collect(),
        }
    }

    fn with_token(scheme: Scheme, token: &str) -> Challenge {
        Challenge {
            token: Some(token.to_owned()),
            ..challenge(scheme, &[])
        }
    }

    #[test]
    fn the_example_of_the_rfc_is_two_challenges() {
        // RFC 9110, section 11.6.1.
        let line =
            r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#;
        let newauth = [
            ("realm", "apps"),
            ("type", "1"),
            ("title", r#"Login to "apps""#),
        ];
        let expected = [
            challenge(Scheme::Basic, &[("realm", "simple")]),
            challenge(Scheme::Other("Newauth".to_owned()), &newauth),
        ];
        assert_eq!(parse([line]), expected);
    }

    #[test]
    fn several_lines_are_several_challenges() {
        let lines = ["Negotiate", "NTLM", r#"Basic realm="tinyproxy""#];
        let expected = [
            challenge(Scheme::Negotiate, &[]),
            challenge(Scheme::Ntlm, &[]),
            challenge(Scheme::Basic, &[("realm", "tinyproxy")]),
        ];
        assert_eq!(parse(lines), expected);
        assert_eq!(parse([lines.join(", ").as_str()]), expected);
    }

    #[test]
    fn tokens_are_told_from_parameters() {
        let found = parse([
            "Negotiate oYG2MIGzoAMKAQA=, NTLM TlRMTVNTUAAC/+4=",
            "Negotiate YQ",
        ]);
        let expected = [
            with_token(Scheme::Negotiate, "oYG2MIGzoAMKAQA="),
            with_token(Scheme::Ntlm, "TlRMTVNTUAAC/+4="),
            with_token(Scheme::Negotiate, "YQ"),
        ];
        assert_eq!(found, expected);
        assert_eq!(found[2].token_bytes().as_deref(), Some(&b"a"[..]));
        assert_eq!(with_token(Scheme::Ntlm, "-.~").token_bytes(), None);
    }

    #[test]
    fn careless_servers_are_understood() {
        let realm = |realm: &str| vec![challenge(Scheme::Basic, &[("realm", realm)])];
        for (line, expected) in [
            ("basic REALM = \"a, b\"", realm("a, b")),
            ("Basic realm=Joe's proxy", realm("Joe's proxy")),
            ("Basic realm=\"not closed", realm("not closed")),
            (",, Basic  realm=\"a\",,realm=\"b\" ,", realm("a")),
            ("Basic realm=\"\"", realm("")),
            (
                "Basic, ???, realm=\"whose\"",
                vec![challenge(Scheme::Basic, &[])],
            ),
            ("realm=\"whose\"", vec![]),
            ("Basic realm=\"a\",\r\n realm=\"b\"", realm("a")),
            (
                "Basic realm=\"a\r\nX: y\"",
                vec![challenge(Scheme::Basic, &[])],
            ),
            ("", vec![]),
        ] {
            assert_eq!(parse([line]), expected, "{line}");
        }
    }

    #[test]
    fn evidence_has_neither_nonce_nor_token() {
        let long = "r".repeat(1000);
        let line = format!("Digest realm=\"{long}\", nonce=\"7ypf/xlj9XX\", Negotiate TlRM");
        let offers: Vec<Offer> = parse([line.as_str()])
            .iter()
            .map(Challenge::offer)
            .collect();
        let json = serde_json::to_string(&offers).unwrap();
        let realm = "r".repeat(LONGEST_REALM);
        assert_eq!(
            json,
            format!(r#"[{{"scheme":"Digest","realm":"{realm}"}},{{"scheme":"Negotiate"}}]"#)
        );
    }

    #[test]
    fn there_are_limits() {
        let many = "Basic realm=x,".repeat(1000);
        assert_eq!(parse([many.as_str(), &many]).len(), MOST_CHALLENGES);
        let many: String = (0..1000).map(|n| format!("p{n}=1,")).collect();
        let found = parse([format!("Digest {many}").as_str()]);
        assert_eq!(found[0].parameters.len(), MOST_PARAMETERS);
        let name = "N".repeat(LONGEST_NAME + 1);
        assert_eq!(parse([name.as_str()]), []);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_odd(noise in proptest::collection::vec(any::<u8>(), 0..600), near in "([A-Za-z]{1,9}|[ ,=\"\\\\]|realm=|nonce=\"){0,40}") {
            let noise = String::from_utf8_lossy(&noise);
            for challenge in parse([&*noise, &near]) {
                let name = challenge.scheme.name();
                prop_assert!(is_name(name) && challenge.parameters.len() <= MOST_PARAMETERS);
                for (name, value) in &challenge.parameters {
                    prop_assert!(is_name(name) && value.len() <= LONGEST_VALUE);
                }
                let _ = (challenge.offer(), challenge.token_bytes());
            }
        }

        #[test]
        fn what_is_written_by_the_rules_is_read_back(realm in "[ -~\u{e4}]{0,40}", nonce in "[ -~]{0,40}", space in " {0,2}") {
            let quoted = |text: &str| text.replace('\\', r"\\").replace('"', "\\\"");
            let line = format!(
                "Negotiate{space},{space}Digest realm{space}={space}\"{}\"{space},nonce=\"{}\",{space}Basic realm=x",
                quoted(&realm), quoted(&nonce),
            );
            let expected = [
                challenge(Scheme::Negotiate, &[]),
                challenge(Scheme::Digest, &[("realm", &realm), ("nonce", &nonce)]),
                challenge(Scheme::Basic, &[("realm", "x")]),
            ];
            prop_assert_eq!(parse([line.as_str()]), expected);
        }
    }
}
