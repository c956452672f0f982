import Glibc
import Synchronization

/// A thread of a campaign, which is waited for.
final class CampaignThread: Sendable {
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private let thread: pthread_t

    init(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(Work(body)).toOpaque())
        self.thread = thread
    }

    /// Lets it end when it likes.
    func detach() { pthread_detach(thread) }

    /// Waits until it has ended.
    func join() { pthread_join(thread, nil) }
}
