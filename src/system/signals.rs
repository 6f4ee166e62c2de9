//! How a system asks a program to stop.
//!
//! Owns the waiting for Ctrl-C and, on Unix, SIGTERM, on Windows Ctrl-Break and the closing of the
//! window, so that what is known by then can be told.

/// Completes when the program is asked to stop. Where no handler can be set, it never does, and
/// the system ends the program as it always does.
#[cfg(unix)]
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return interrupted().await;
    };
    tokio::select! {
        () = interrupted() => {}
        _ = terminate.recv() => {}
    }
}

/// Completes when the program is asked to stop. After the closing of its window Windows ends it within
/// five seconds (Microsoft, "HandlerRoutine", `CTRL_CLOSE_EVENT`).
#[cfg(windows)]
pub async fn asked_to_stop() {
    use tokio::signal::windows::{ctrl_break, ctrl_close};
    let (Ok(mut broken), Ok(mut closed)) = (ctrl_break(), ctrl_close()) else {
        return interrupted().await;
    };
    tokio::select! {
        () = interrupted() => {}
        _ = broken.recv() => {}
        _ = closed.recv() => {}
    }
}

#[cfg(not(any(unix, windows)))]
pub async fn asked_to_stop() {
    interrupted().await;
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
