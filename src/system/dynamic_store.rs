//! The dynamic store of SystemConfiguration, where macOS keeps how the network is set at this moment.
//!
//! Owns the question, and what an answer is as plain data: `proxy_settings`, `name_servers` and
//! `name_policy` own the keys that they read, and what the values mean (Apple, "SCSchemaDefinitions.h"). The
//! calls are compiled for Apple's systems alone; not yet run there.

use std::collections::BTreeMap;

/// A value of a property list, as far as the keys that are read have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Number(i64),
    Text(String),
    List(Vec<Value>),
}

/// What stands under one key of the store, by the keys within it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dictionary(BTreeMap<String, Value>);

impl Dictionary {
    pub(super) fn number(&self, key: &str) -> Option<i64> {
        match self.0.get(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// What is on and off is 1 and 0.
    pub(super) fn is_on(&self, key: &str) -> bool {
        self.number(key).is_some_and(|number| number != 0)
    }

    /// The text, unless it is empty.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match self.0.get(key) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// All texts of a list, also empty ones; nothing where there is none.
    pub(super) fn texts(&self, key: &str) -> Vec<&str> {
        let items = self.list(key).iter();
        let texts = items.filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            Value::Number(_) | Value::List(_) => None,
        });
        texts.collect()
    }

    /// All numbers of a list; nothing where there is none.
    pub(super) fn numbers(&self, key: &str) -> Vec<i64> {
        let number = |value: &Value| match value {
            Value::Number(number) => Some(*number),
            Value::Text(_) | Value::List(_) => None,
        };
        self.list(key).iter().filter_map(number).collect()
    }

    fn list(&self, key: &str) -> &[Value] {
        match self.0.get(key) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }
}

#[cfg(target_vendor = "apple")]
pub(super) use asking::Store;

#[cfg(target_vendor = "apple")]
mod asking {
    //! The questions put to it.
    #![expect(unsafe_code, reason = "the items of collections of CoreFoundation")]

    use system_configuration::core_foundation::{
        array::CFArray,
        base::{CFType, CFTypeRef, TCFType as _},
        dictionary::CFDictionary,
        number::CFNumber,
        string::CFString,
    };
    use system_configuration::dynamic_store::{SCDynamicStore, SCDynamicStoreBuilder};

    use super::{Dictionary, Value};

    type Given = CFDictionary<CFString, CFType>;

    pub(in crate::system) struct Store(SCDynamicStore);

    impl Store {
        /// None where the system does not let this process ask.
        pub(in crate::system) fn open() -> Option<Self> {
            SCDynamicStoreBuilder::new("aws-netcheck").build().map(Self)
        }

        /// These keys of the proxies in force (`SCDynamicStoreCopyProxies`).
        pub(in crate::system) fn proxies(&self, keys: &[&str]) -> Option<Dictionary> {
            Some(picked(&self.0.get_proxies()?, keys))
        }

        /// These keys of what stands under a path.
        pub(in crate::system) fn at(&self, path: &str, keys: &[&str]) -> Option<Dictionary> {
            let found = self.0.get(path)?.downcast_into::<CFDictionary>()?;
            // SAFETY: it is a dictionary of a property list, whose keys are texts and whose values are objects.
            let found = unsafe { Given::wrap_under_get_rule(found.as_concrete_TypeRef()) };
            Some(picked(&found, keys))
        }

        /// The paths that a regular expression of POSIX's matches (`SCDynamicStoreCopyKeyList`).
        pub(in crate::system) fn paths(&self, pattern: &str) -> Vec<String> {
            let found = self.0.get_keys(pattern);
            let text =
                |found: CFArray<CFString>| found.iter().map(|path| path.to_string()).collect();
            found.map(text).unwrap_or_default()
        }
    }

    fn picked(given: &Given, keys: &[&str]) -> Dictionary {
        let value = |key: &&str| {
            let value = given.find(CFString::new(key))?;
            Some(((*key).to_owned(), read(&value)?))
        };
        Dictionary(keys.iter().filter_map(value).collect())
    }

    fn read(value: &CFType) -> Option<Value> {
        if let Some(number) = value.downcast::<CFNumber>() {
            return number.to_i64().map(Value::Number);
        }
        if let Some(text) = value.downcast::<CFString>() {
            return Some(Value::Text(text.to_string()));
        }
        let list = value.downcast::<CFArray>()?;
        let items = list.iter().filter_map(|item| {
            let item: CFTypeRef = *item;
            // SAFETY: the items of an array in a property list are objects, which it keeps alive.
            read(&unsafe { CFType::wrap_under_get_rule(item) })
        });
        Some(Value::List(items.collect()))
    }
}

#[cfg(test)]
pub(super) mod recorded {
    //! What `scutil` shows of the store (`show KEY`, `--proxy`; scutil(8)), read into the same form.
    //!
    //! Owns the reading, for tests: as on macOS, keys that the program does not ask for are not there.

    use super::{BTreeMap, Dictionary, Value};

    /// The dictionary that a text shows.
    pub(in crate::system) fn dictionary(shown: &str, keys: &[&str]) -> Dictionary {
        let mut lines = shown.lines().map(str::trim).filter(|line| !line.is_empty());
        assert_eq!(lines.next(), Some("<dictionary> {"));
        let mut found = entries(&mut lines);
        assert_eq!(lines.next(), None, "something stands behind the dictionary");
        found.retain(|(key, _)| keys.contains(&key.as_str()));
        let values = found.into_iter();
        let values = values.filter_map(|(key, value)| Some((key, value?)));
        Dictionary(values.collect::<BTreeMap<_, _>>())
    }

    /// Up to the closing brace; a dictionary within has no value here.
    fn entries<'t>(lines: &mut impl Iterator<Item = &'t str>) -> Vec<(String, Option<Value>)> {
        let mut found = Vec::new();
        loop {
            let line = lines.next().expect("a closing brace");
            if line == "}" {
                return found;
            }
            let (key, shown) = line.split_once(" :").expect("a key and a value");
            let value = match shown.trim() {
                "<array> {" => {
                    let items = entries(&mut *lines).into_iter();
                    Some(Value::List(items.filter_map(|(_, item)| item).collect()))
                }
                "<dictionary> {" => {
                    entries(&mut *lines);
                    None
                }
                word => Some(
                    word.parse()
                        .map_or_else(|_| Value::Text(word.to_owned()), Value::Number),
                ),
            };
            found.push((key.to_owned(), value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_scutil_shows_is_read_into_the_same_form() {
        let shown = "
<dictionary> {
  Enable : 1
  Name : proxy.corp.example
  Empty :
  Domains : <array> {
    0 :
    1 : corp.example
  }
  Orders : <array> {
    0 : 100000
    1 : 100200
  }
  User : jane
  __SCOPED__ : <dictionary> {
    en0 : <dictionary> {
      Enable : 0
    }
  }
}";
        let keys = [
            "Enable",
            "Name",
            "Empty",
            "Domains",
            "Orders",
            "Missing",
            "__SCOPED__",
        ];
        let found = recorded::dictionary(shown, &keys);
        assert!(found.is_on("Enable"));
        assert_eq!(found.text("Name"), Some("proxy.corp.example"));
        assert_eq!(found.text("Empty"), None);
        assert_eq!(found.texts("Domains"), ["", "corp.example"]);
        assert_eq!(found.numbers("Orders"), [100_000, 100_200]);
        assert_eq!(found.number("Name"), None);
        assert!(found.texts("Missing").is_empty());
        assert_eq!(found.text("User"), None, "it was not asked for");
        assert!(!found.is_on("__SCOPED__"));
    }
}
