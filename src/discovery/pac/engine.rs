//! QuickJS, which runs the script.
//!
//! Owns the limits of memory and stack, what the language has in here, and the meaning of the
//! engine's errors. The limit of time is `thread`'s, the functions are `functions`'.

use std::rc::Rc;

use rquickjs::{
    CatchResultExt, CaughtError, Coerced, Context, Ctx, Error, Runtime, Value,
    context::{EvalOptions, intrinsic},
};

use super::{PacFault, functions, shortened, thread::Line};

/// Of the script. A list of a megabyte takes 5 MiB.
const MEMORY: usize = 32 * 1024 * 1024;

/// Of the script: a quarter of its thread's, so that functions of ours have room.
const STACK: usize = 1024 * 1024;

/// Named in errors, before the line's number.
const FILE: &str = "proxy.pac";

/// The language without its clock (`performance`) and without what the browser's windows add.
type Language = (
    intrinsic::Date,
    intrinsic::Eval,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::Proxy,
    intrinsic::MapSet,
    intrinsic::TypedArrays,
    intrinsic::Promise,
    intrinsic::WeakRef,
);

/// What a script is asked.
pub(super) struct Task {
    pub(super) url: String,
    pub(super) host: String,
}

/// Compiles the script and runs nothing of it: what stands before it ends the program at once, and
/// a script that cannot be read is not begun.
pub(super) fn check(source: &str, line: Line) -> Result<(), PacFault> {
    /// No fault of the engine is a number.
    const BEGUN: i32 = 1;
    with_engine(line, |ctx, _| {
        match eval(ctx, &format!("throw {BEGUN};{source}")).catch(ctx) {
            Err(CaughtError::Value(value)) if value.as_int() == Some(BEGUN) => Ok(()),
            Err(error) => Err(match fault(error) {
                PacFault::Threw(message) => PacFault::NotAScript(message),
                fault => fault,
            }),
            Ok(_) => Ok(()),
        }
    })
}

/// Runs the script, then its function. None if that returned null.
pub(super) fn find(source: &str, task: Task, line: Line) -> Result<Option<String>, PacFault> {
    with_engine(line, |ctx, line| {
        let returned = call(ctx, source, task, line).catch(ctx).map_err(fault)??;
        if returned.is_null() {
            return Ok(None);
        }
        let text = returned
            .as_string()
            .ok_or(PacFault::NotText(returned.type_name()))?;
        match text.to_string() {
            Ok(text) => Ok(Some(text)),
            // Half a surrogate pair: no host has one.
            Err(Error::Utf8(_)) => Err(PacFault::Nonsense(String::new())),
            Err(error) => Err(fault(CaughtError::from_error(ctx, error))),
        }
    })
}

fn call<'js>(
    ctx: &Ctx<'js>,
    source: &str,
    task: Task,
    line: &Rc<Line>,
) -> rquickjs::Result<Result<Value<'js>, PacFault>> {
    functions::define(ctx, line)?;
    eval(ctx, source)?;
    // As Chromium does: FindProxyForURLEx is not called, though its functions are there
    // (`services/proxy_resolver/proxy_resolver_v8.cc`, `GetFindProxyForURL`).
    let function: Value<'_> = ctx.globals().get("FindProxyForURL")?;
    let Some(function) = function.as_function() else {
        let other: Value<'_> = ctx.globals().get("FindProxyForURLEx")?;
        let for_windows = other.is_function();
        return Ok(Err(PacFault::NoFunction { for_windows }));
    };
    function.call((task.url, task.host)).map(Ok)
}

fn with_engine<T>(
    line: Line,
    work: impl FnOnce(&Ctx<'_>, &Rc<Line>) -> Result<T, PacFault>,
) -> Result<T, PacFault> {
    let line = Rc::new(line);
    let runtime = Runtime::new().map_err(|_| PacFault::NoEngine)?;
    runtime.set_memory_limit(MEMORY);
    runtime.set_max_stack_size(STACK);
    let clock = Rc::clone(&line);
    runtime.set_interrupt_handler(Some(Box::new(move || clock.is_over())));
    let context = Context::custom::<Language>(&runtime).map_err(|_| PacFault::NoEngine)?;
    let result = context.with(|ctx| work(&ctx, &line));
    // Whatever the script made of it, it was told to stop.
    line.fault().map_or(result, Err)
}

fn eval<'js>(ctx: &Ctx<'js>, source: &str) -> rquickjs::Result<Value<'js>> {
    let mut options = EvalOptions::default();
    options.strict = false;
    options.filename = Some(FILE.to_owned());
    ctx.eval_with_options(source, options)
}

fn fault(error: CaughtError<'_>) -> PacFault {
    match error {
        CaughtError::Error(Error::InvalidString(_)) => {
            PacFault::Threw("there is a character U+0000 in it".to_owned())
        }
        // `Unknown` is what a text becomes for which there is no memory.
        CaughtError::Error(Error::Allocation | Error::Unknown) => PacFault::TooMuchMemory,
        CaughtError::Error(_) => PacFault::NoEngine,
        CaughtError::Exception(exception) => {
            let object = exception.as_object();
            let name = object.get("name").map(|Coerced::<String>(name)| name);
            let name = name.unwrap_or_default();
            let message = exception.message().unwrap_or_default();
            // The engine has no other sign for it.
            if (name.as_str(), message.as_str()) == ("InternalError", "out of memory") {
                return PacFault::TooMuchMemory;
            }
            let place = exception.stack().and_then(|stack| line_number(&stack));
            let place = place.map(|line| format!(" (line {line})"));
            let text = shortened(&format!("{name}: {message}"));
            PacFault::Threw(text + &place.unwrap_or_default())
        }
        // The engine throws it where there is no memory left even for an error.
        CaughtError::Value(value) if value.is_null() => PacFault::TooMuchMemory,
        CaughtError::Value(value) => {
            let text = value.get().map(|Coerced::<String>(text)| text);
            PacFault::Threw(shortened(&text.unwrap_or_default()))
        }
    }
}

/// The first line of the script that a stack trace names.
fn line_number(stack: &str) -> Option<u32> {
    let (_, rest) = stack.split_once(&format!("{FILE}:"))?;
    rest.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}
