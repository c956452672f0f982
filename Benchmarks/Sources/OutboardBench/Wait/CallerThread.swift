internal import BenchInterface
internal import Glibc

/// A thread that can be waited for.
@safe
final class CallerThread {
    /// What a new thread gets.
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private var thread = pthread_t()

    /// Starts it.
    init(_ body: @escaping @Sendable () -> Void) throws {
        let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
        let error = unsafe pthread_create(
            &thread, nil,
            { work in
                guard let work = unsafe work else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
                return nil
            }, work)
        guard error == 0 else {
            unsafe Unmanaged<Work>.fromOpaque(work).release()
            throw BenchError("a thread cannot be started: \(unsafe String(cString: strerror(error)))")
        }
    }

    /// Waits for its end.
    func join() {
        pthread_join(thread, nil)
    }
}
