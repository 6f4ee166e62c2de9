//! The functions that a script may call.
//!
//! Owns their names, and what they make of arguments of the wrong kind. Those that see the world or
//! reckon are here, over `addresses` and `calendar`; those that only compare texts are a script
//! themselves (`functions.js`), because what a script passes to them is to be treated by the rules
//! of its own language. All are written from their description (MDN, "Proxy Auto-Configuration
//! (PAC) file"; Microsoft, "IPv6-Aware Proxy Helper API Definitions"). As in Chromium, Microsoft's
//! `getClientVersion` is not there.

use std::{
    net::{IpAddr, Ipv4Addr},
    rc::Rc,
};

use jiff::Zoned;
use rquickjs::{
    Ctx, Error, Exception, Function, IntoJs as _, Result, Value,
    function::{IntoJsFunc, Opt, Rest},
};

use super::{
    addresses::{self, Subject},
    calendar::{self, Part},
    thread::{Line, Stopped},
};

const IN_SCRIPT: &str = include_str!("functions.js");

/// Makes all of them global.
pub(super) fn define<'js>(ctx: &Ctx<'js>, line: &Rc<Line>) -> Result<()> {
    of_the_world(ctx, line)?;
    of_addresses(ctx)?;
    of_the_calendar(ctx, line)?;
    let clock = Rc::clone(line);
    let now = Function::new(ctx.clone(), move |ctx: Ctx<'js>| {
        // JavaScript counts time in these; a number holds all that the calendar has.
        now(&ctx, &clock).map(|now| now.timestamp().as_millisecond() as f64)
    })?;
    let in_script: Function<'_> = ctx.eval(IN_SCRIPT)?;
    in_script.call((now,))
}

fn set<'js, Parameters>(
    ctx: &Ctx<'js>,
    name: &str,
    function: impl IntoJsFunc<'js, Parameters> + 'js,
) -> Result<()> {
    let function = Function::new(ctx.clone(), function)?.with_name(name)?;
    ctx.globals().set(name, function)
}

fn of_the_world<'js>(ctx: &Ctx<'js>, line: &Rc<Line>) -> Result<()> {
    // IPv4 alone, and null for none (`proxy_resolver_v8.cc` in Chromium, at its head).
    let world = Rc::clone(line);
    set(
        ctx,
        "dnsResolve",
        move |ctx, host: Opt<Value<'js>>| match first_of_four(&looked_up(
            &ctx,
            &world,
            host.0.as_ref(),
        )?) {
            Some(address) => address.to_string().into_js(&ctx),
            None => Ok(Value::new_null(ctx)),
        },
    )?;
    let world = Rc::clone(line);
    set(ctx, "dnsResolveEx", move |ctx, host: Opt<Value<'js>>| {
        let found = looked_up(&ctx, &world, host.0.as_ref())?;
        Ok::<_, Error>(addresses::joined(found.iter()))
    })?;
    let world = Rc::clone(line);
    set(ctx, "isInNet", move |ctx, args: Rest<Value<'js>>| {
        let [host, net, mask] = [0, 1, 2].map(|place| args.0.get(place).and_then(text));
        let (Some(host), Some(net), Some(mask)) = (host, net, mask) else {
            return Ok(false);
        };
        let address = match addresses::dotted(&host) {
            Some(address) => Some(address),
            None => first_of_four(&looked_up(&ctx, &world, args.0.first())?).map(u32::from),
        };
        Ok::<_, Error>(address.is_some_and(|address| addresses::is_in_net(address, &net, &mask)))
    })?;
    let world = Rc::clone(line);
    set(ctx, "myIpAddress", move |ctx| {
        own(&ctx, &world).map(|own| addresses::own_address(&own).to_string())
    })?;
    let world = Rc::clone(line);
    set(ctx, "myIpAddressEx", move |ctx| {
        own(&ctx, &world).map(|own| addresses::joined(addresses::usable(&own).iter()))
    })
}

fn of_addresses<'js>(ctx: &Ctx<'js>) -> Result<()> {
    let is_in_net = |address: Opt<Value<'js>>, net: Opt<Value<'js>>| {
        let both = argument(&address).zip(argument(&net));
        both.is_some_and(|(address, net)| addresses::is_in_net_ex(&address, &net))
    };
    set(ctx, "isInNetEx", is_in_net)?;
    let sort = |ctx: Ctx<'js>, list: Opt<Value<'js>>| match argument(&list) {
        None => Ok(Value::new_null(ctx)),
        Some(list) => match addresses::sorted(&list) {
            None => Ok(Value::new_bool(ctx, false)),
            Some(sorted) => sorted.into_js(&ctx),
        },
    };
    set(ctx, "sortIpAddressList", sort)?;
    let is_plain = |ctx: Ctx<'js>, host: Opt<Value<'js>>| match argument(&host) {
        Some(host) => Ok(addresses::is_plain(&host)),
        None => Err(Exception::throw_type(&ctx, "isPlainHostName needs a text")),
    };
    set(ctx, "isPlainHostName", is_plain)
}

fn of_the_calendar<'js>(ctx: &Ctx<'js>, line: &Rc<Line>) -> Result<()> {
    type Asked = fn(&[Part], &Zoned) -> Option<bool>;
    let weekday: Asked = |parts, now| Some(calendar::weekday_range(parts, now));
    let date: Asked = |parts, now| Some(calendar::date_range(parts, now));
    let time: Asked = calendar::time_range;
    for (name, asked) in [
        ("weekdayRange", weekday),
        ("dateRange", date),
        ("timeRange", time),
    ] {
        let clock = Rc::clone(line);
        set(ctx, name, move |ctx, args: Rest<Value<'js>>| {
            let parts: Vec<Part> = args.0.iter().map(part).collect();
            let answer = asked(&parts, &now(&ctx, &clock)?);
            answer.ok_or_else(|| Exception::throw_type(&ctx, "a wrong number of arguments"))
        })?;
    }
    Ok(())
}

fn now(ctx: &Ctx<'_>, line: &Line) -> Result<Zoned> {
    line.now().map_err(|stopped| thrown(ctx, &stopped))
}

fn own(ctx: &Ctx<'_>, line: &Line) -> Result<Vec<IpAddr>> {
    line.own_addresses()
        .map_err(|stopped| thrown(ctx, &stopped))
}

fn first_of_four(addresses: &[IpAddr]) -> Option<Ipv4Addr> {
    addresses.iter().find_map(|address| match address {
        IpAddr::V4(address) => Some(*address),
        IpAddr::V6(_) => None,
    })
}

/// No addresses for what is no text, as in Chromium (`GetHostnameArgument`).
fn looked_up(ctx: &Ctx<'_>, line: &Line, host: Option<&Value<'_>>) -> Result<Vec<IpAddr>> {
    match host.and_then(text).as_deref().map(Subject::of) {
        Some(Subject::Address(address)) => Ok(vec![address]),
        Some(Subject::Name(name)) => line.resolve(&name).map_err(|stopped| thrown(ctx, &stopped)),
        Some(Subject::Nothing) | None => Ok(Vec::new()),
    }
}

/// The script may catch it, but goes no further than the engine's next look at the clock.
fn thrown(ctx: &Ctx<'_>, _: &Stopped) -> Error {
    Exception::throw_message(ctx, "stopped")
}

fn argument(value: &Opt<Value<'_>>) -> Option<String> {
    value.0.as_ref().and_then(text)
}

/// None for what is no text, or is none in Unicode.
fn text(value: &Value<'_>) -> Option<String> {
    value.as_string()?.to_string().ok()
}

fn part(value: &Value<'_>) -> Part {
    match value.as_number() {
        // Casting cuts off what is behind the point, and what is too large.
        Some(number) => Part::Number(number as i64),
        None => Part::of_text(&text(value).unwrap_or_default()),
    }
}
