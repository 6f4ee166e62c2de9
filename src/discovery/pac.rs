//! Proxy auto-configuration: the script that says which proxies a URL takes.
//!
//! Owns what a script is and what may go wrong with it. A script is a stranger's program: it is
//! bounded in size, time and memory, and learns of network and clock only what its [`World`] says.
//! Where browsers differ it is run as Chromium does, the one that most desks have. How the file is
//! found and fetched, and what its answer is good for, is everybody else's.
//!
//! `engine` runs the script, on a thread of its own (`thread`); `functions` are those that it may
//! call, with `addresses` and `calendar` behind them; `route` reads what it returns.

use std::{net::IpAddr, sync::Arc, time::Duration};

use jiff::Zoned;
use url::{Host, Url};

use crate::evidence::Reason;
use crate::system::encoding;

mod addresses;
mod calendar;
mod engine;
mod functions;
mod route;
mod thread;

pub use route::{Hop, ProxyAddress, ProxyKind, Route};

use engine::Task;

/// The longest script, in bytes: what Chromium fetches at the most
/// (`net/proxy_resolution/pac_file_fetcher_impl.cc`, `kDefaultMaxResponseBytes`).
pub const LONGEST: usize = 1024 * 1024;

/// The characters of somebody else's text that are kept to be shown.
const LONGEST_SHOWN: usize = 200;

/// What a script can learn of the machine and its network.
///
/// All is asked on the thread that called [`Script::find`], which waits meanwhile; the time that an
/// answer takes is not counted against the script.
pub trait World {
    /// The addresses of a host's name, in the system's order; none if it has none or the lookup
    /// failed. Asked once per name and evaluation, and never about addresses.
    fn resolve(&self, host: &str) -> Vec<IpAddr>;
    /// The machine's own addresses, the one that leads outside first.
    fn own_addresses(&self) -> Vec<IpAddr>;
    /// The time, in the machine's time zone.
    fn now(&self) -> Zoned;
}

/// What is wrong with a script, or with what it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PacFault {
    TooLong,
    /// HTML or XML, as a portal or a web server's error page gives it.
    WebPage,
    NotAScript(String),
    NoFunction {
        /// It has FindProxyForURLEx, which Windows calls and browsers do not.
        for_windows: bool,
    },
    Threw(String),
    TooSlow,
    TooMuchMemory,
    TooManyLookups,
    /// With the type of what it returned: `undefined`, `object`.
    NotText(&'static str),
    Nonsense(String),
    /// Not the script's fault: no thread or no memory could be had to run it.
    NoEngine,
}

impl PacFault {
    /// Its code among all reasons, and what it is about.
    pub fn reason(&self) -> Reason {
        match self {
            Self::TooLong => Reason::new("pac_too_long").about(LONGEST),
            Self::WebPage => Reason::new("pac_web_page"),
            Self::NotAScript(why) => Reason::new("pac_not_a_script").about(why),
            Self::NoFunction { .. } => Reason::new("pac_no_function"),
            Self::Threw(why) => Reason::new("pac_threw").about(why),
            Self::TooSlow => Reason::new("pac_too_slow"),
            Self::TooMuchMemory => Reason::new("pac_too_much_memory"),
            Self::TooManyLookups => Reason::new("pac_too_many_lookups"),
            Self::NotText(kind) => Reason::new("pac_not_text").about(kind),
            Self::Nonsense(text) => Reason::new("pac_nonsense").about(text),
            Self::NoEngine => Reason::new("pac_no_engine"),
        }
    }
}

/// A script that can be read as one. Nothing of it has been run.
#[derive(Debug, Clone)]
pub struct Script {
    source: Arc<str>,
    patience: Duration,
}

impl Script {
    /// Reads a script. `patience` is how long it may take, each time it is run.
    ///
    /// # Errors
    /// If it is too long or no JavaScript, or reading it took too long.
    pub fn new(bytes: &[u8], patience: Duration) -> Result<Self, PacFault> {
        if bytes.len() > LONGEST {
            return Err(PacFault::TooLong);
        }
        let source: Arc<str> = decoded(bytes).into();
        thread::check(Arc::clone(&source), patience).map_err(|fault| match fault {
            // Some scripts begin with the `<!--` of old, which JavaScript takes for a comment
            // (ECMA-262, B.1.1): a page is only what cannot be read as a script.
            PacFault::NotAScript(_) if source.trim_start().starts_with('<') => PacFault::WebPage,
            fault => fault,
        })?;
        Ok(Self { source, patience })
    }

    /// What the script says of a URL. Each time it is run from its beginning, so that the answers
    /// do not depend on their order. Blocks. Who was told [`PacFault::TooSlow`] had better not ask
    /// again: what cannot be ended goes on in the background, each time.
    ///
    /// Chromium does not ask the script about `localhost` and link-local addresses
    /// (`net/docs/proxy.md`, "Implicit bypass rules"); this does.
    ///
    /// # Errors
    /// If the script has no function for it, or the function fails or returns what names no way.
    pub fn find(&self, url: &Url, world: &dyn World) -> Result<Route, PacFault> {
        let task = Task {
            url: told(url),
            host: told_host(url),
        };
        let returned = thread::find(Arc::clone(&self.source), task, self.patience, world)?;
        // Null is "no proxies" by the documentation (MDN, "Proxy Auto-Configuration (PAC) file",
        // "Return value format"); Chromium calls it an error and goes directly, too.
        Route::read(&returned.unwrap_or_default())
    }
}

/// The text of a script: by its byte order mark (as Chromium:
/// `net/proxy_resolution/pac_file_fetcher_impl.cc`, `ConvertResponseToUTF16`), else UTF-8, else
/// Latin-1, which every byte is. Chromium takes Latin-1 at once; host names are ASCII in either.
fn decoded(bytes: &[u8]) -> String {
    encoding::by_mark(bytes).unwrap_or_else(|| match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    })
}

/// The URL as a script is told it: no login and no fragment, and where the path is secret on the
/// way, no path and query (Chromium since version 52: `net/docs/proxy.md`, "Arguments passed to
/// FindProxyForURL() in PAC scripts").
fn told(url: &Url) -> String {
    let mut told = url.clone();
    // Both fail only where the URL has no host, and then it has no login either.
    let _ = told.set_username("");
    let _ = told.set_password(None);
    told.set_fragment(None);
    if matches!(told.scheme(), "https" | "wss") {
        told.set_path("/");
        told.set_query(None);
    }
    told.into()
}

/// The host as a script is told it: an IPv6 address without brackets (the same place).
fn told_host(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Ipv6(address)) => address.to_string(),
        None => String::new(),
    }
}

/// The beginning of a stranger's text.
fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, time::Instant};

    use proptest::prelude::*;

    use super::*;

    /// For scripts that end by themselves; a busy machine is no fault of theirs.
    const AMPLE: Duration = Duration::from_secs(60);
    /// For those that do not.
    const SHORT: Duration = Duration::from_millis(200);

    /// Knows one name, and writes down what it is asked.
    #[derive(Default)]
    struct Small {
        asked: RefCell<Vec<String>>,
    }

    impl World for Small {
        fn resolve(&self, host: &str) -> Vec<IpAddr> {
            self.asked.borrow_mut().push(host.to_owned());
            match host {
                "known.example" => vec!["2001:db8::5".parse().unwrap(), [192, 0, 2, 5].into()],
                _ => Vec::new(),
            }
        }

        fn own_addresses(&self) -> Vec<IpAddr> {
            self.asked.borrow_mut().push("own".to_owned());
            vec![[192, 0, 2, 10].into()]
        }

        fn now(&self) -> Zoned {
            self.asked.borrow_mut().push("now".to_owned());
            "2026-03-04T10:30:15+01:00[+01:00]".parse().unwrap()
        }
    }

    fn run(source: &str, patience: Duration) -> Result<Route, PacFault> {
        let url = "https://user:secret@known.example:8443/path?query#part";
        Script::new(source.as_bytes(), patience)?.find(&url.parse().unwrap(), &Small::default())
    }

    /// What a script says whose function has this body.
    fn body(body: &str) -> Result<Vec<String>, PacFault> {
        let source = format!("function FindProxyForURL(url, host) {{\n{body}\n}}");
        let route = run(&source, AMPLE)?;
        Ok(route.hops.iter().map(Hop::to_string).collect())
    }

    /// The same, within a fifth of a second.
    fn fault_in_time(body: &str) -> PacFault {
        let source = format!("function FindProxyForURL(url, host) {{\n{body}\n}}");
        run(&source, SHORT).unwrap_err()
    }

    fn is_true(condition: &str) -> bool {
        let hops = body(&format!(
            "return ({condition}) ? 'PROXY yes:1' : 'PROXY no:1';"
        ));
        match hops.unwrap()[0].as_str() {
            "PROXY yes:1" => true,
            "PROXY no:1" => false,
            other => panic!("{condition}: {other}"),
        }
    }

    #[test]
    fn a_script_is_not_told_what_is_secret_on_the_way() {
        assert!(is_true("url === 'https://known.example:8443/'"));
        assert!(is_true("host === 'known.example'"));
        let cases = [
            (
                "http://u:p@a.example/x?y#z",
                "http://a.example/x?y",
                "a.example",
            ),
            (
                "https://[2001:DB8::1]/x",
                "https://[2001:db8::1]/",
                "2001:db8::1",
            ),
            ("wss://192.0.2.1/x", "wss://192.0.2.1/", "192.0.2.1"),
        ];
        for (url, expected, host) in cases {
            let url = url.parse().unwrap();
            assert_eq!(
                (told(&url).as_str(), told_host(&url).as_str()),
                (expected, host)
            );
        }
    }

    #[test]
    fn null_and_an_empty_text_are_the_direct_way() {
        for nothing in ["return null;", "return '';", "return ' ; ';"] {
            assert_eq!(body(nothing).unwrap(), ["DIRECT"], "{nothing}");
        }
    }

    #[test]
    fn what_is_no_text_is_a_fault() {
        for (value, kind) in [
            ("", "undefined"),
            ("return;", "undefined"),
            ("return 1;", "int"),
            ("return true;", "bool"),
            ("return ['DIRECT'];", "array"),
            ("return {toString() { return 'DIRECT' }};", "object"),
            ("return Promise.resolve('DIRECT');", "promise"),
        ] {
            assert_eq!(body(value), Err(PacFault::NotText(kind)), "{value}");
        }
    }

    #[test]
    fn what_is_no_script_is_told_before_it_is_run() {
        let new = |text: &[u8]| Script::new(text, AMPLE).map(drop);
        for page in [
            "<!DOCTYPE html><p>Login</p>",
            "\n <?xml version='1.0'?>",
            "<html>",
        ] {
            assert_eq!(new(page.as_bytes()), Err(PacFault::WebPage), "{page}");
        }
        let Err(PacFault::NotAScript(message)) = new(b"var a = 1;\nfunction (") else {
            panic!("no syntax error is seen");
        };
        assert!(message.starts_with("SyntaxError: "), "{message}");
        assert!(message.ends_with(" (line 2)"), "{message}");
        assert!(matches!(new(b"a\0b"), Err(PacFault::NotAScript(_))));
        assert_eq!(new(&vec![b' '; LONGEST]), Ok(()));
        assert_eq!(new(&vec![b' '; LONGEST + 1]), Err(PacFault::TooLong));
        // A script that would not end is read all the same.
        assert_eq!(new(b"for (;;);"), Ok(()));
        assert_eq!(new(b"<!-- as in old pages\nvar a = 1;"), Ok(()));
    }

    #[test]
    fn every_encoding_is_read() {
        let script = "function FindProxyForURL() { return 'PROXY a:1'; } // \u{fc}";
        let wide = |from: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let text = format!("\u{feff}{script}");
            text.encode_utf16().flat_map(from).collect()
        };
        let latin: Vec<u8> = script.chars().map(|c| u8::try_from(c).unwrap()).collect();
        for bytes in [
            script.into(),
            format!("\u{feff}{script}").into_bytes(),
            latin,
            wide(u16::to_le_bytes),
            wide(u16::to_be_bytes),
        ] {
            let url = "https://a.example/".parse().unwrap();
            let route = Script::new(&bytes, AMPLE)
                .unwrap()
                .find(&url, &Small::default());
            assert_eq!(route.unwrap().hops[0].to_string(), "PROXY a:1");
        }
    }

    #[test]
    fn without_a_function_there_is_no_answer() {
        let none = |for_windows| Err(PacFault::NoFunction { for_windows });
        assert_eq!(run("", AMPLE), none(false));
        assert_eq!(run("var FindProxyForURL = 'DIRECT';", AMPLE), none(false));
        assert_eq!(run("function FindProxyForURLEx() {}", AMPLE), none(true));
    }

    #[test]
    fn errors_are_told_with_their_line_and_in_part() {
        let threw = |text: &str| Err(PacFault::Threw(text.to_owned()));
        assert_eq!(
            body("return missing;"),
            threw("ReferenceError: missing is not defined (line 2)")
        );
        assert_eq!(body("throw 'no';"), threw("no"));
        assert_eq!(body("throw undefined;"), threw("undefined"));
        assert_eq!(
            body("throw {get message() { throw 1 }};"),
            threw("[object Object]")
        );
        let at_once = run("throw new RangeError('x');", AMPLE).unwrap_err();
        assert_eq!(Err(at_once), threw("RangeError: x (line 1)"));
        for long in [
            "throw 'x'.repeat(1e6);",
            "throw new Error('x'.repeat(1e6));",
        ] {
            let Err(PacFault::Threw(text)) = body(long) else {
                panic!("{long}");
            };
            assert!(text.chars().count() <= LONGEST_SHOWN + 20, "{text}");
        }
    }

    #[test]
    fn endless_scripts_are_ended() {
        for endless in [
            "for (;;);",
            "for (;;) { try { for (;;); } catch (e) {} finally { continue; } }",
            "return /^(a+)+$/.test('a'.repeat(40) + 'b');",
            "return shExpMatch('a'.repeat(60), '*a*a*a*a*a*a*a*a*a*a*a*a*b');",
            "return { toString() { for (;;); } } + '';",
            "throw { get message() { return 1; }, toString() { for (;;); } };",
            "[2, 1].sort(() => { for (;;); });",
            "return new Proxy(() => 1, { apply() { for (;;); } })();",
            "for (;;) dnsResolve('known.example');",
            "for (;;) alert('x'.repeat(1000));",
        ] {
            assert_eq!(fault_in_time(endless), PacFault::TooSlow, "{endless}");
        }
        assert_eq!(run("for (;;);", SHORT), Err(PacFault::TooSlow));
    }

    /// The engine does not look at the clock in here. Its thread goes on for seconds; nobody waits
    /// for it.
    #[test]
    fn what_the_engine_cannot_end_is_left_behind() {
        let begun = Instant::now();
        let search =
            "const long = 'a'.repeat(1 << 17); return long.indexOf(long.slice(1 << 16) + 'b');";
        assert_eq!(fault_in_time(search), PacFault::TooSlow);
        assert!(begun.elapsed() < AMPLE);
    }

    #[test]
    fn memory_and_stack_are_bounded() {
        for greedy in [
            "const all = []; for (;;) all.push({});",
            "let all = 'x'; for (let i = 0; i < 28; i++) all += all; return all;",
            "return 'x'.repeat(1 << 28);",
            "return new Array(1 << 27).fill(1).join('x');",
            "return new Uint8Array(1 << 28);",
            "const all = []; for (;;) try { all.push('x'.repeat(1e6) + all.length); } catch (e) { throw e; }",
        ] {
            assert_eq!(body(greedy), Err(PacFault::TooMuchMemory), "{greedy}");
        }
        for deep in [
            "return FindProxyForURL(url, host);",
            "let deep = '['.repeat(1e6); return JSON.parse(deep);",
            "return eval('('.repeat(1e5));",
            "let all = []; for (let i = 0; i < 1e5; i++) all = [all]; return JSON.stringify(all);",
            "return new RegExp('('.repeat(1e5));",
        ] {
            let fault = body(deep).unwrap_err();
            assert!(matches!(fault, PacFault::Threw(_)), "{deep}: {fault:?}");
        }
        let nested = format!("var a = {}1;", "[".repeat(500_000));
        assert!(matches!(run(&nested, AMPLE), Err(PacFault::NotAScript(_))));
    }

    /// Lists of a megabyte are in use.
    #[test]
    fn the_longest_scripts_have_room() {
        let rows = LONGEST / 36;
        let table: String = (0..rows)
            .map(|number| format!("'n{number:05}.sub.example.com':'PROXY a',"))
            .collect();
        let source = format!(
            "var table = {{{table}}}, names = Object.keys(table);
            function FindProxyForURL() {{ return table[names[{rows} - 1]]; }}"
        );
        assert!((LONGEST * 9 / 10..LONGEST).contains(&source.len()));
        assert_eq!(run(&source, AMPLE).unwrap().hops.len(), 1);
    }

    #[test]
    fn a_long_answer_is_nonsense() {
        let Err(PacFault::Nonsense(text)) = body("return 'PROXY a; '.repeat(1 << 17);") else {
            panic!("a long answer is read");
        };
        assert_eq!(text.chars().count(), LONGEST_SHOWN);
        assert_eq!(
            body("return '\\ud800';"),
            Err(PacFault::Nonsense(String::new()))
        );
    }

    #[test]
    fn what_a_script_breaks_it_breaks_for_itself() {
        for breaking in [
            "dnsResolve = undefined; Date = null; Object.prototype.toString = null;",
            "Object.defineProperty(Object.prototype, 'name', { get() { throw 1; } });",
            "String.prototype.endsWith = Array.prototype.reduce = null; RegExp = Math;",
            "const all = globalThis; for (const name of Object.getOwnPropertyNames(all)) delete all[name];",
        ] {
            let hops = body(&format!("{breaking}; return 'PROXY a:1';"));
            assert_eq!(hops.unwrap(), ["PROXY a:1"], "{breaking}");
            let again = body("return shExpMatch(host, '*.example') ? 'PROXY b:1' : '';");
            assert_eq!(again.unwrap(), ["PROXY b:1"]);
        }
    }

    #[test]
    fn the_world_is_asked_once_and_only_for_names() {
        let script = b"var own = myIpAddress() + myIpAddressEx();
            function FindProxyForURL(url, host) {
                for (const name of ['a.example', 'A.example', '192.0.2.1', '::1', '', 'a b', 1]) {
                    dnsResolve(name); isResolvable(name); dnsResolveEx(name);
                    isInNet(name, '192.0.2.0', '255.255.255.0');
                }
                return 'PROXY ' + (new Date().getTime() === Date.now() && timeRange(10)) + ':1';
            }";
        let small = Small::default();
        let script = Script::new(script, AMPLE).unwrap();
        assert_eq!(*small.asked.borrow(), [""; 0]);
        let route = script
            .find(&"https://b.example/".parse().unwrap(), &small)
            .unwrap();
        assert_eq!(route.hops[0].to_string(), "PROXY true:1");
        assert_eq!(*small.asked.borrow(), ["own", "a.example", "now"]);
    }

    #[test]
    fn names_without_end_are_not_looked_up() {
        for many in [
            "for (let i = 0; ; i++) dnsResolve('n' + i);",
            "for (let i = 0; ; i++) try { dnsResolve('n' + i); } catch (e) {}",
            "for (let i = 0; i < 65; i++) try { dnsResolve('n' + i); } catch (e) {} return '';",
        ] {
            assert_eq!(body(many), Err(PacFault::TooManyLookups), "{many}");
        }
        assert!(is_true(
            "Array.from({ length: 64 }, (_, i) => dnsResolve('n' + i)).length === 64"
        ));
    }

    /// A slow resolver is not the script's fault.
    #[test]
    fn the_time_that_answers_take_is_not_counted() {
        const PATIENCE: Duration = Duration::from_secs(1);
        struct Slow;
        impl World for Slow {
            fn resolve(&self, _: &str) -> Vec<IpAddr> {
                let begun = Instant::now();
                while begun.elapsed() < PATIENCE * 2 / 3 {
                    std::hint::spin_loop();
                }
                vec![[192, 0, 2, 5].into()]
            }
            fn own_addresses(&self) -> Vec<IpAddr> {
                Vec::new()
            }
            fn now(&self) -> Zoned {
                Zoned::default()
            }
        }
        let script = b"function FindProxyForURL(url, host) {
            return 'PROXY ' + dnsResolve('a') + '; PROXY ' + dnsResolve('b') + ':1';
        }";
        let script = Script::new(script, PATIENCE).unwrap();
        let route = script
            .find(&"https://a.example/".parse().unwrap(), &Slow)
            .unwrap();
        assert_eq!(route.hops.len(), 2);
    }

    #[test]
    fn the_language_shows_no_other_clock() {
        assert!(is_true(
            "new Date().toISOString() === '2026-03-04T09:30:15.000Z'"
        ));
        assert!(is_true(
            "Date.now() === 1772616615000 && typeof Date() === 'string'"
        ));
        assert!(is_true(
            "new Date(2020, 0, 1).getFullYear() === 2020 && new Date(0).getTime() === 0"
        ));
        assert!(is_true(
            "new Date() instanceof Date && new (class extends Date {})().getTime() > 0"
        ));
        assert!(is_true(
            "typeof performance === 'undefined' && typeof getClientVersion === 'undefined'"
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn any_bytes_are_run_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let script = Script::new(&bytes, AMPLE);
            let url = "https://a.example/".parse().unwrap();
            let found = script.and_then(|script| script.find(&url, &Small::default()));
            prop_assert!(!matches!(found, Err(PacFault::NoEngine)), "{found:?}");
        }

        #[test]
        fn any_arguments_are_taken(
            name in prop::sample::select(vec![
                "alert", "convert_addr", "dateRange", "dnsDomainIs", "dnsDomainLevels", "dnsResolve",
                "dnsResolveEx", "isInNet", "isInNetEx", "isPlainHostName", "isResolvable",
                "isResolvableEx", "localHostOrDomainIs", "myIpAddress", "myIpAddressEx",
                "shExpMatch", "sortIpAddressList", "timeRange", "weekdayRange", "Date", "new Date",
            ]),
            values in prop::collection::vec(
                prop::sample::select(vec![
                    "null", "undefined", "1", "-1e99", "NaN", "''", "'a'", "'*('", "'\\ud800'",
                    "'10.0.0.1'", "'::1'", "'GMT'", "'MON'", "[]", "{}", "Symbol()", "1n",
                    "() => 1", "{ toString() { throw 1; } }",
                ]),
                0..8,
            ),
        ) {
            let call = format!("{name}({})", values.join(", "));
            let found = body(&format!("try {{ {call}; }} catch (e) {{}} return 'PROXY a:1';"));
            prop_assert_eq!(found, Ok(vec!["PROXY a:1".to_owned()]), "{}", call);
        }
    }
}
