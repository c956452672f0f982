/// A callback that a plugin's method waits for.
struct WaitingCallback: Sendable {
    /// The call whose method it is.
    let call: TaskCall
    /// The task that waits.
    let continuation: CheckedContinuation<AsyncAnswer, any Error>
}
