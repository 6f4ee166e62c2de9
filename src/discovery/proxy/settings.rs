//! The settings of this machine that lead to proxies, as they stand at one time.
//!
//! Owns the snapshot; what each program makes of it is `programs`'s. The AWS config names no proxy:
//! botocore takes one from the environment or from code (`botocore/endpoint.py`,
//! `EndpointCreator._get_proxies`, whose comment says that a file could be read as well), and the block
//! `proxies_config` has only the roots and the certificate for TLS to a proxy
//! (`botocore/configprovider.py`, `DEFAULT_PROXIES_CONFIG_VARS`). So that file is not read here.

use crate::system::{
    environment::Variable,
    proxy_settings::{self, ProxySettings},
};

/// Variables and the desktop's settings.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Those that are set, also if to nothing.
    variables: Vec<(Variable, String)>,
    desktop: Option<ProxySettings>,
    services: Option<ProxySettings>,
}

/// All variables that any of the programs reads.
const READ: &[Variable] = &[
    Variable::HttpProxyLower,
    Variable::HttpProxy,
    Variable::HttpsProxyLower,
    Variable::HttpsProxy,
    Variable::AllProxyLower,
    Variable::AllProxy,
    Variable::NoProxyLower,
    Variable::NoProxy,
    Variable::NodeUseEnvProxy,
    Variable::NodeOptions,
];

/// Those that name a proxy, or what goes without one.
const SHOWN: &[Variable] = &[
    Variable::HttpsProxyLower,
    Variable::HttpsProxy,
    Variable::AllProxyLower,
    Variable::AllProxy,
];

impl Settings {
    /// Reads them.
    pub fn here() -> Self {
        let set = |variable: &Variable| Some((*variable, variable.text()?));
        Self {
            variables: READ.iter().filter_map(set).collect(),
            desktop: proxy_settings::of_browsers(),
            services: proxy_settings::of_services(),
        }
    }

    /// From variables, as the environment has them, and what a desktop says.
    pub fn new(
        variables: impl IntoIterator<Item = (String, String)>,
        desktop: Option<ProxySettings>,
    ) -> Self {
        let known = |(name, value): (String, String)| {
            let variable = READ.iter().find(|variable| variable.name() == name)?;
            Some((*variable, value))
        };
        Self {
            variables: variables.into_iter().filter_map(known).collect(),
            desktop,
            services: None,
        }
    }

    /// What browsers go by in the place of the environment.
    pub(super) fn desktop(&self) -> Option<&ProxySettings> {
        self.desktop.as_ref()
    }

    /// What a variable is set to, if only to nothing.
    pub(super) fn text(&self, wanted: Variable) -> Option<&str> {
        let mut set = self.variables.iter();
        let (_, value) = set.find(|(variable, _)| *variable == wanted)?;
        Some(value)
    }

    /// The first of these that is set to something.
    pub(super) fn first(&self, order: &[Variable]) -> Option<(Variable, &str)> {
        order.iter().find_map(|variable| {
            let value = self.text(*variable).filter(|value| !value.is_empty())?;
            Some((*variable, value))
        })
    }

    /// Every setting that leads https to a proxy: its name, and the value as written.
    pub(super) fn all(&self) -> Vec<(&'static str, String)> {
        let named = |variable: &Variable| {
            let value = self.text(*variable).filter(|value| !value.is_empty())?;
            Some((variable.name(), value.to_owned()))
        };
        let places = self.desktop.iter().chain(&self.services);
        let of_places = places.filter_map(|place| Some((place.source, place.server.clone()?)));
        SHOWN.iter().filter_map(named).chain(of_places).collect()
    }
}
