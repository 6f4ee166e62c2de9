//! How a system asks a program to stop.
//!
//! Owns the waiting for Ctrl-C and, on Unix, SIGTERM, so that what is known by then can be told.

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

#[cfg(not(unix))]
pub async fn asked_to_stop() {
    interrupted().await;
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
