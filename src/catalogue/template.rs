//! Placeholders in patterns and test URLs, and how they are filled.
//!
//! Owns which placeholders exist, and what an asterisk in the middle of a name stands for. Where
//! the values come from is the plan's.

use std::borrow::Cow;

/// What a pattern or a test URL leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// The directory's alias or id: the first label below `awsapps.com`.
    Directory,
    /// The instance id with its prefix: `ssoins-` and sixteen letters or digits.
    Instance,
    /// The Region of the instance.
    Region,
}

impl Placeholder {
    pub const ALL: &[Self] = &[Self::Directory, Self::Instance, Self::Region];

    /// As it stands in the data files.
    pub fn text(self) -> &'static str {
        match self {
            Self::Directory => "{directory}",
            Self::Instance => "{instance}",
            Self::Region => "{region}",
        }
    }

    pub fn is_in(self, template: &str) -> bool {
        template.contains(self.text())
    }
}

/// Puts values in for the placeholders of `template`.
///
/// # Errors
/// The first placeholder, in the order of [`Placeholder::ALL`], that `value` has nothing for.
pub fn fill<'a>(
    template: &str,
    value: impl Fn(Placeholder) -> Option<&'a str>,
) -> Result<String, Placeholder> {
    let mut filled = template.to_owned();
    for &placeholder in Placeholder::ALL {
        if placeholder.is_in(template) {
            let value = value(placeholder).ok_or(placeholder)?;
            filled = filled.replace(placeholder.text(), value);
        }
    }
    Ok(filled)
}

/// A pattern with `{region}` for an asterisk in the middle of its name.
///
/// AWS writes `oidc.*.amazonaws.com` for the name of a host in every Region. Hardly any product
/// can express that, so the rows keep AWS's wording, and a plan names each Region.
pub fn regional(pattern: &str) -> Cow<'_, str> {
    if pattern.contains(".*.") {
        Cow::Owned(pattern.replace(".*.", ".{region}."))
    } else {
        Cow::Borrowed(pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_is_filled_or_named() {
        let template = "https://{instance}.portal.{region}.app.aws/{region}";
        let with = |instance: Option<&'static str>| {
            fill(template, |placeholder| match placeholder {
                Placeholder::Directory => None,
                Placeholder::Instance => instance,
                Placeholder::Region => Some("eu-west-1"),
            })
        };
        assert_eq!(
            with(Some("ssoins-1")).as_deref(),
            Ok("https://ssoins-1.portal.eu-west-1.app.aws/eu-west-1")
        );
        assert_eq!(with(None), Err(Placeholder::Instance));
    }

    #[test]
    fn an_asterisk_in_the_middle_is_any_region() {
        for (pattern, expected) in [
            ("oidc.*.amazonaws.com", "oidc.{region}.amazonaws.com"),
            ("*.portal.*.app.aws", "*.portal.{region}.app.aws"),
            ("*.awsapps.com", "*.awsapps.com"),
        ] {
            assert_eq!(regional(pattern), expected);
        }
    }
}
