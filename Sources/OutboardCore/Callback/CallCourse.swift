internal import OutboardSystem

/// Where a method's call stands that is one call after the other to the rings.
final class CallCourse: Sendable {
    private struct State {
        /// Where the method answers; nothing while a callback is under way, and when the call is over.
        var port: ReplyPort?
        /// Where it can be cancelled.
        var place: TaskPlace?
        var isOver = false
    }

    private let state: Locked<State>
    /// The task, as long as it runs.
    let task = TaskPlace()
    /// Callbacks run one after the other, and the outcome of the method comes behind them.
    let turn = AsyncTurn()

    init(_ port: ReplyPort, _ place: TaskPlace) {
        state = Locked(State(port: port, place: place))
    }

    /// Whether the method has ended.
    var isOver: Bool { state.withLock { $0.isOver } }

    /// Hands out where the present call is answered and has its task: that is used up.
    func take(isOver: Bool) -> (port: ReplyPort?, place: TaskPlace?) {
        state.withLock { state in
            defer { state = State(isOver: isOver) }
            return (state.port, state.place)
        }
    }

    /// Notes the next call.
    func goOn(_ port: ReplyPort, _ place: TaskPlace) {
        state.withLock { $0 = State(port: port, place: place) }
    }
}
