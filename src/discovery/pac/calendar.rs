//! What scripts ask of weekday, date and time.
//!
//! Owns the forms of their arguments. The documentation leaves much open (MDN, "Proxy
//! Auto-Configuration (PAC) file", "Time based conditions"); what browsers do is followed
//! (`services/proxy_resolver/pac_js_library.h` in Chromium, which is Firefox's): ranges include
//! both ends, and one that ends before it begins goes over the turn of the week, year or day.

use jiff::{Zoned, tz::TimeZone};

const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];

/// Numbers from here on are years, below they are days.
const FIRST_YEAR: i64 = 32;

/// An argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Number(i64),
    Word(String),
}

impl Part {
    /// A text is the number that it begins with, as for `parseInt`.
    pub(super) fn of_text(text: &str) -> Self {
        let text = text.trim_start();
        let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &text[..text.len() - digits.len()];
        match digits.parse() {
            Ok(number) => Self::Number(number),
            Err(_) => Self::Word(text.to_owned()),
        }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Word(_) => None,
        }
    }

    /// Its place in the list, from 0.
    fn place(&self, words: &[&str]) -> Option<i64> {
        let Self::Word(found) = self else {
            return None;
        };
        let place = words.iter().position(|word| word == found)?;
        i64::try_from(place).ok()
    }
}

/// Takes `"GMT"` from the end of the arguments, and the time there.
fn in_zone<'a>(parts: &'a [Part], now: &Zoned) -> (&'a [Part], Zoned) {
    match parts.split_last() {
        Some((Part::Word(word), rest)) if word == "GMT" => {
            (rest, now.with_time_zone(TimeZone::UTC))
        }
        _ => (parts, now.clone()),
    }
}

fn between<T: PartialOrd>(start: T, now: T, end: T) -> bool {
    match start <= end {
        true => start <= now && now <= end,
        false => start <= now || now <= end,
    }
}

pub(super) fn weekday_range(parts: &[Part], now: &Zoned) -> bool {
    let (parts, now) = in_zone(parts, now);
    let today = i64::from(now.weekday().to_sunday_zero_offset());
    let (start, end) = match parts {
        [start, end] => (start, end),
        [start, ..] => (start, start),
        [] => return false,
    };
    match (start.place(&WEEKDAYS), end.place(&WEEKDAYS)) {
        (Some(start), Some(end)) => between(start, today, end),
        _ => false,
    }
}

/// Year, month from 1, day.
type Date = (i64, i64, i64);

/// Puts what the arguments give into a date. None if one of them is no part of a date.
fn filled(parts: &[Part], mut date: Date) -> Option<Date> {
    for part in parts {
        match part.number() {
            Some(number) if number < FIRST_YEAR => date.2 = number,
            Some(number) => date.0 = number,
            None => date.1 = part.place(&MONTHS)? + 1,
        }
    }
    Some(date)
}

/// Dates are compared by their numbers: unlike in the browsers, whose 31 February is 3 March, a
/// range to a month ends with that month.
pub(super) fn date_range(parts: &[Part], now: &Zoned) -> bool {
    let (parts, now) = in_zone(parts, now);
    let (year, month, day) = (now.year().into(), now.month().into(), now.day().into());
    let today: Date = (year, month, day);
    if parts.len() < 2 {
        return !parts.is_empty() && filled(parts, today) == Some(today);
    }
    let (first, second) = parts.split_at(parts.len() / 2);
    let start = filled(first, (year, 1, 1));
    let end = filled(second, (year, 12, 31));
    let (Some(mut start), Some(mut end)) = (start, end) else {
        return false;
    };
    // Two days are of any month.
    if let [Part::Number(..FIRST_YEAR), _] = parts {
        (start.1, end.1) = (month, month);
    }
    between(start, today, end)
}

/// None if there are as many numbers as no form has.
pub(super) fn time_range(parts: &[Part], now: &Zoned) -> Option<bool> {
    let (parts, now) = in_zone(parts, now);
    let (hour, minute, second) = (now.hour().into(), now.minute().into(), now.second().into());
    let numbers: Option<Vec<i64>> = parts.iter().map(Part::number).collect();
    let time: (i64, i64, i64) = (hour, minute, second);
    Some(match *numbers.unwrap_or_default() {
        [] => false,
        [only] => hour == only,
        // All of the last hour, and never over midnight.
        [start, end] => start <= hour && hour <= end,
        [hour, minute, hour2, minute2] => between((hour, minute, 0), time, (hour2, minute2, 59)),
        [hour, minute, second, hour2, minute2, second2] => {
            between((hour, minute, second), time, (hour2, minute2, second2))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `"22", "DEC", "GMT"` as a script's arguments.
    fn parts(text: &str) -> Vec<Part> {
        let parts = text.split(',').map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .map(Part::of_text)
            .collect()
    }

    /// A Sunday, late in the evening two hours east of Greenwich.
    fn sunday() -> Zoned {
        "2026-03-01T23:30:15+02:00[+02:00]".parse().unwrap()
    }

    #[test]
    fn weekdays() {
        let is = |text| weekday_range(&parts(text), &sunday());
        for yes in ["SUN", "SUN, GMT", "SAT, SUN", "FRI, MON", "SUN, SAT"] {
            assert!(is(yes), "{yes}");
        }
        for no in [
            "", "GMT", "MON", "MON, FRI", "MON, SAT", "sun", "SUN, X", "0",
        ] {
            assert!(!is(no), "{no}");
        }
    }

    #[test]
    fn dates() {
        let is = |text| date_range(&parts(text), &sunday());
        for yes in [
            "1",
            "MAR",
            "2026",
            "1, 15",
            "28, 2",
            "JAN, MAR",
            "DEC, MAR",
            "2025, 2027",
            "1, JAN, 1, MAR",
            "1, MAR, 1, MAR, GMT",
            "30, DEC, 2, MAR",
            "OCT, 2025, MAR, 2026",
            "1, MAR, 2026, 1, MAR, 2026",
            "15, DEC, 2025, 1, APR, 2026",
        ] {
            assert!(is(yes), "{yes}");
        }
        for no in [
            "",
            "GMT",
            "2",
            "FEB",
            "2025",
            "2, 15",
            "APR, JUN",
            "JAN, FEB",
            "2027, 2030",
            "2, MAR, 30, JUN",
            "1, MAR, 2025, 28, FEB, 2026",
            "X",
            "1, X",
            "mar",
        ] {
            assert!(!is(no), "{no}");
        }
    }

    #[test]
    fn times() {
        let is = |text| time_range(&parts(text), &sunday());
        for yes in [
            "23",
            "21, GMT",
            "9, 23",
            "20, 21, GMT",
            "22, 0, 6, 0",
            "23, 30, 23, 30",
            "23, 30, 15, 23, 30, 15",
            "21, 30, 0, 21, 30, 59, GMT",
        ] {
            assert_eq!(is(yes), Some(true), "{yes}");
        }
        for no in [
            "",
            "22",
            "23, GMT",
            "9, 17",
            "22, 6",
            "8, 0, 17, 0",
            "23, 30, 16, 23, 31, 0",
            "X",
        ] {
            assert_eq!(is(no), Some(false), "{no}");
        }
        for odd in ["1, 2, 3", "1, 2, 3, 4, 5", "1, 2, 3, 4, 5, 6, 7"] {
            assert_eq!(is(odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn any_arguments_are_taken(
            texts in prop::collection::vec("(SUN|MAR|GMT|[0-9]{1,20}|.{0,3})", 0..8),
        ) {
            let parts: Vec<Part> = texts.iter().map(|text| Part::of_text(text)).collect();
            let now = sunday();
            let _ = (weekday_range(&parts, &now), date_range(&parts, &now));
            let _ = time_range(&parts, &now);
        }
    }
}
