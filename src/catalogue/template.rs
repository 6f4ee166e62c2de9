//! Placeholders in patterns and test URLs, and how they are filled.
//!
//! Owns which placeholders exist. Where their values come from is the plan's.

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
}
