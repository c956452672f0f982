internal import OutboardRing
internal import Synchronization

/// An asynchronous call while its task runs.
@usableFromInline
final class TaskCall: Sendable {
    private let end: ServeEnd
    private let place: TaskPlace
    /// The instance that the call is one of; nothing for the plugin itself.
    private let instance: ServedInstance?
    private let isFinished = Atomic<Bool>(false)

    init(_ end: ServeEnd, place: TaskPlace, _ instance: ServedInstance?) {
        self.end = end
        self.place = place
        self.instance = instance
        instance?.enter()
    }

    /// Whether the call has been answered.
    var isOver: Bool { isFinished.load(ordering: .relaxed) }

    /// Runs the call's work as the current task; it must call `finish()` before it answers.
    func run(_ context: CallContext, _ work: @escaping @Sendable () async -> Void) async {
        await place.enter(context) {
            await CallContext.$ofTask.withValue(context) { await work() }
        }
        instance?.leave()
        end.tasks.subtract(1, ordering: .releasing)
    }

    /// Notes that the call is about to be answered.
    ///
    /// From then on its place and its bit may be another call's.
    @usableFromInline
    func finish() {
        place.leave()
        // Relaxed: the answer that follows is published with release order, and a bit that the host sets for a later
        // call is loaded with acquire order.
        isFinished.store(true, ordering: .relaxed)
    }
}
