//! The environment variables that are read, each named here once.
//!
//! Owns the list; what a variable means is decided where it is used.

use std::path::PathBuf;

/// The variables that this program looks at. Nothing else in the environment changes a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable {
    /// The label of the place, where none is typed.
    Site,
    /// Set to anything: no colour (no-color.org).
    NoColor,
    /// The user's language: for all, for messages, and for what neither names.
    LcAll,
    LcMessages,
    Lang,
    /// The user's name, on Unix.
    User,
    /// The user's name, on Windows.
    UserName,
    /// The user's own folder, on Unix.
    Home,
    /// Where settings are kept, on Linux and its like.
    XdgConfigHome,
    /// Where settings are kept, on Windows.
    AppData,
    /// Proxies for https, for http and for all, in both spellings: programs differ in which they read.
    HttpProxy,
    HttpProxyLower,
    HttpsProxy,
    HttpsProxyLower,
    AllProxy,
    AllProxyLower,
    /// Names that go without the proxy.
    NoProxy,
    NoProxyLower,
    /// Whether Node.js reads these, which it does not by itself: set to 1, and among options the
    /// one named `--use-env-proxy`.
    NodeUseEnvProxy,
    NodeOptions,
    /// The desktop, by its own name (freedesktop.org, "Desktop Entry Specification", `OnlyShowIn`)
    /// and by that of the session.
    XdgCurrentDesktop,
    DesktopSession,
    /// Who called sudo (sudo(8)).
    SudoUser,
    /// Root certificates in the place of the system's, a file and folders: rustls-native-certs and
    /// OpenSSL heed them.
    SslCertFile,
    SslCertDir,
    /// Set in every container of Kubernetes ("Service", environment variables).
    KubernetesServiceHost,
    /// The AWS CLI's config file, in the place of `~/.aws/config`.
    AwsConfigFile,
    /// Lists of roots for the AWS CLI and the SDKs (botocore reads both, in this order), and for
    /// programs on Node.js.
    AwsCaBundle,
    RequestsCaBundle,
    NodeExtraCaCerts,
    /// Options of Java's virtual machine, the stronger last; only programs that are started by `java`
    /// read the second.
    JavaToolOptions,
    JdkJavaOptions,
    JavaOptions,
    /// The folder of the Java that its programs should take.
    JavaHome,
    /// Folders of programs.
    Path,
    /// The profile that the AWS CLI uses where none is named, by either of two names.
    AwsDefaultProfile,
    AwsProfile,
}

impl Variable {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Site => "AWS_NETCHECK_SITE",
            Self::NoColor => "NO_COLOR",
            Self::LcAll => "LC_ALL",
            Self::LcMessages => "LC_MESSAGES",
            Self::Lang => "LANG",
            Self::User => "USER",
            Self::UserName => "USERNAME",
            Self::Home => "HOME",
            Self::XdgConfigHome => "XDG_CONFIG_HOME",
            Self::AppData => "APPDATA",
            Self::HttpProxy => "HTTP_PROXY",
            Self::HttpProxyLower => "http_proxy",
            Self::HttpsProxy => "HTTPS_PROXY",
            Self::HttpsProxyLower => "https_proxy",
            Self::AllProxy => "ALL_PROXY",
            Self::AllProxyLower => "all_proxy",
            Self::NoProxy => "NO_PROXY",
            Self::NoProxyLower => "no_proxy",
            Self::NodeUseEnvProxy => "NODE_USE_ENV_PROXY",
            Self::NodeOptions => "NODE_OPTIONS",
            Self::XdgCurrentDesktop => "XDG_CURRENT_DESKTOP",
            Self::DesktopSession => "DESKTOP_SESSION",
            Self::SudoUser => "SUDO_USER",
            Self::SslCertFile => "SSL_CERT_FILE",
            Self::SslCertDir => "SSL_CERT_DIR",
            Self::KubernetesServiceHost => "KUBERNETES_SERVICE_HOST",
            Self::AwsConfigFile => "AWS_CONFIG_FILE",
            Self::AwsCaBundle => "AWS_CA_BUNDLE",
            Self::RequestsCaBundle => "REQUESTS_CA_BUNDLE",
            Self::NodeExtraCaCerts => "NODE_EXTRA_CA_CERTS",
            Self::JavaToolOptions => "JAVA_TOOL_OPTIONS",
            Self::JdkJavaOptions => "JDK_JAVA_OPTIONS",
            Self::JavaOptions => "_JAVA_OPTIONS",
            Self::JavaHome => "JAVA_HOME",
            Self::Path => "PATH",
            Self::AwsDefaultProfile => "AWS_DEFAULT_PROFILE",
            Self::AwsProfile => "AWS_PROFILE",
        }
    }

    /// The value, if it is set, not empty, and text.
    pub fn value(self) -> Option<String> {
        self.text().filter(|v| !v.is_empty())
    }

    /// The value, if it is set and text. To some programs an empty one is not as none.
    #[expect(
        clippy::disallowed_methods,
        reason = "this file is where the environment is read"
    )]
    pub fn text(self) -> Option<String> {
        std::env::var(self.name()).ok()
    }

    /// The value as a path, which need not be text.
    #[expect(
        clippy::disallowed_methods,
        reason = "this file is where the environment is read"
    )]
    pub fn path(self) -> Option<PathBuf> {
        let value = std::env::var_os(self.name()).filter(|v| !v.is_empty());
        value.map(PathBuf::from)
    }
}
