//! DNS messages: the question that is sent, and the reply as evidence.
//!
//! Owns the translation between hickory's messages and the evidence, with everything kept that
//! tells who made a reply; sending and waiting are `dns`'s.

use std::net::IpAddr;

use hickory_proto::{
    op::{Edns, Message, MessageType, Query},
    rr::{
        Name, RData, Record as WireRecord, RecordType,
        rdata::opt::{EdnsCode, EdnsOption},
    },
};

use crate::evidence::{DnsReply, ExtendedError, Record, RecordData, RecordKind};
use crate::names::HostName;

/// The size that fits every path without fragments (DNS Flag Day 2020).
const PAYLOAD: u16 = 1232;
/// EDNS option 15: extended DNS errors (RFC 8914, section 2).
const EXTENDED_ERROR: u16 = 15;
/// More records than this in a section are not kept: no honest reply has them.
const MOST_RECORDS: usize = 64;
/// Longest text of an extended error that is kept, in bytes.
const LONGEST_TEXT: usize = 512;

/// A recursive question with EDNS, as bytes, and what a reply must echo.
pub(super) struct Asked {
    pub(super) bytes: Vec<u8>,
    id: u16,
    query: Query,
}

/// Whether a question carries EDNS. Old or odd servers refuse or drop it, so the second attempt
/// goes without (RFC 6891, section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Extended,
    Plain,
}

/// Makes the question. `None` only for a name that DNS cannot hold, which [`HostName`] rules out.
pub(super) fn question(name: &HostName, kind: RecordKind, form: Form) -> Option<Asked> {
    let record_type = match kind {
        RecordKind::A => RecordType::A,
        RecordKind::Aaaa => RecordType::AAAA,
    };
    let mut fqdn = Name::from_ascii(name.as_str()).ok()?;
    fqdn.set_fqdn(true);
    let query = Query::query(fqdn, record_type);
    let mut edns = Edns::new();
    edns.set_max_payload(PAYLOAD);
    let mut message = Message::query();
    message.metadata.recursion_desired = true;
    message.add_query(query.clone());
    if form == Form::Extended {
        message.set_edns(edns);
    }
    let id = message.metadata.id;
    Some(Asked {
        bytes: message.to_vec().ok()?,
        id,
        query,
    })
}

impl Asked {
    /// The reply, if these bytes are one to this question. Anything else is not for us: a late
    /// answer, or a forgery that did not know the id.
    pub(super) fn reply(&self, bytes: &[u8]) -> Option<DnsReply> {
        let message = Message::from_vec(bytes).ok()?;
        let echoed = match message.queries.as_slice() {
            // A server that fails early may leave the question out (RFC 2308 is silent on it).
            [] => true,
            [query] => query == &self.query,
            _ => false,
        };
        let is_reply = message.metadata.message_type == MessageType::Response;
        (is_reply && message.metadata.id == self.id && echoed).then(|| evidence(&message))
    }
}

fn evidence(message: &Message) -> DnsReply {
    let metadata = &message.metadata;
    DnsReply {
        // hickory merges the extended bits of EDNS into the code when it reads a message.
        rcode: metadata.response_code.into(),
        authoritative: metadata.authoritative,
        truncated: metadata.truncation,
        recursion_available: metadata.recursion_available,
        authentic_data: metadata.authentic_data,
        answers: records(&message.answers),
        authority: records(&message.authorities),
        additional: records(&message.additionals),
        extended_errors: message
            .edns
            .as_ref()
            .map(extended_errors)
            .unwrap_or_default(),
    }
}

fn records(wire: &[WireRecord]) -> Vec<Record> {
    wire.iter()
        .take(MOST_RECORDS)
        .map(|record| Record {
            owner: record.name.to_ascii(),
            ttl: record.ttl,
            data: data(&record.data, record),
        })
        .collect()
}

fn data(data: &RData, record: &WireRecord) -> RecordData {
    match data {
        RData::A(a) => RecordData::Address(IpAddr::V4(a.0)),
        RData::AAAA(aaaa) => RecordData::Address(IpAddr::V6(aaaa.0)),
        RData::CNAME(target) => RecordData::Cname(target.0.to_ascii()),
        RData::SOA(soa) => RecordData::Soa(soa.mname.to_ascii()),
        _ => RecordData::Other(record.record_type().to_string()),
    }
}

fn extended_errors(edns: &Edns) -> Vec<ExtendedError> {
    edns.options()
        .get_all(EdnsCode::Unknown(EXTENDED_ERROR))
        .into_iter()
        .filter_map(|option| match option {
            EdnsOption::Unknown(_, bytes) => extended_error(bytes),
            _ => None,
        })
        .collect()
}

/// Two bytes of code, then text in UTF-8 that may end in a null (RFC 8914, section 2).
fn extended_error(bytes: &[u8]) -> Option<ExtendedError> {
    let (code, text) = bytes.split_first_chunk::<2>()?;
    let text = &text[..text.len().min(LONGEST_TEXT)];
    Some(ExtendedError {
        code: u16::from_be_bytes(*code),
        text: String::from_utf8_lossy(text)
            .trim_end_matches('\0')
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use hickory_proto::op::ResponseCode;

    use proptest::prelude::*;

    use super::*;

    fn asked() -> Asked {
        question(
            &"mycorp.awsapps.com".parse().unwrap(),
            RecordKind::A,
            Form::Extended,
        )
        .unwrap()
    }

    fn reply_to(asked: &Asked, change: impl FnOnce(&mut Message)) -> Vec<u8> {
        let mut message = Message::from_vec(&asked.bytes).unwrap();
        message.metadata.message_type = MessageType::Response;
        change(&mut message);
        message.to_vec().unwrap()
    }

    #[test]
    fn only_the_answer_to_the_question_is_taken() {
        let asked = asked();
        let right = reply_to(&asked, |_| ());
        assert!(asked.reply(&right).is_some());
        let wrong_id = reply_to(&asked, |m| m.metadata.id = m.metadata.id.wrapping_add(1));
        assert_eq!(asked.reply(&wrong_id), None);
        let other = question(
            &"other.example".parse().unwrap(),
            RecordKind::A,
            Form::Extended,
        )
        .unwrap();
        let wrong_name = reply_to(&other, |m| m.metadata.id = asked.id);
        assert_eq!(asked.reply(&wrong_name), None);
        assert_eq!(asked.reply(b"\x00"), None);
    }

    #[test]
    fn an_extended_error_keeps_its_code_and_text() {
        let asked = asked();
        let bytes = reply_to(&asked, |m| {
            m.metadata.response_code = ResponseCode::NXDomain;
            let edns = m.edns.get_or_insert_default();
            let mut option = vec![0, 15];
            option.extend_from_slice(b"blocked by policy\0");
            edns.options_mut()
                .insert(EdnsOption::Unknown(EXTENDED_ERROR, option));
        });
        let reply = asked.reply(&bytes).unwrap();
        assert_eq!(reply.rcode, 3);
        let error = &reply.extended_errors[0];
        assert_eq!((error.code, error.text.as_str()), (15, "blocked by policy"));
        assert!(error.is_policy());
    }

    /// A genuine reply with some bytes changed, and cut somewhere.
    fn spoilt() -> impl Strategy<Value = Vec<u8>> {
        let edits = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8);
        (edits, any::<prop::sample::Index>()).prop_map(|(edits, end)| {
            let mut bytes = reply_to(&asked(), |message| {
                let mut edns = Edns::new();
                let error = [&[0, 15][..], b"blocked by policy"].concat();
                edns.options_mut()
                    .insert(EdnsOption::Unknown(EXTENDED_ERROR, error));
                message.set_edns(edns);
            });
            for (index, byte) in edits {
                let index = index.index(bytes.len());
                bytes[index] = byte;
            }
            bytes.truncate(end.index(bytes.len() + 1));
            bytes
        })
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_odd(noise in proptest::collection::vec(any::<u8>(), 0..1400), spoilt in spoilt()) {
            for mut bytes in [noise, spoilt] {
                let asked = asked();
                // As from a server that saw the question.
                let length = bytes.len().min(2);
                bytes[..length].copy_from_slice(&asked.id.to_be_bytes()[..length]);
                let Some(reply) = asked.reply(&bytes) else { continue };
                for section in [&reply.answers, &reply.authority, &reply.additional] {
                    prop_assert!(section.len() <= MOST_RECORDS);
                }
                let mut texts = reply.extended_errors.iter().map(|error| error.text.len());
                prop_assert!(texts.all(|length| length <= 3 * LONGEST_TEXT));
            }
        }
    }
}
