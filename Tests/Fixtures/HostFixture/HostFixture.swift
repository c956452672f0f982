import Glibc
import Outboard
import ProbeInterface

/// A host to be killed: starts a probe from a thread that ends at once, prints the probe's process id and goes on
/// calling.
@main
struct HostFixture {
    static func main() throws {
        let start = Start(path: CommandLine.arguments[1])
        startOnThread(start)
        guard let plugin = start.plugin else { exit(2) }
        // Long after the starting thread is gone, the plugin is still there and answers.
        usleep(50_000)
        let probe = try plugin.client(ProbeClient.self)
        guard try probe.sum(1, 2) == 3 else { exit(3) }
        print(plugin.processID)
        fflush(nil)
        // Calls are in flight at the time of the kill.
        while true { try probe.null() }
    }
}

/// What the starting thread is told, and what it leaves behind.
final class Start: @unchecked Sendable {
    let path: String
    var plugin: PluginHandle?

    init(path: String) {
        self.path = path
    }
}

/// Starts the plugin on a thread of its own and waits for the end of that thread.
nonisolated func startOnThread(_ start: Start) {
    var thread = pthread_t()
    pthread_create(
        &thread, nil,
        { argument in
            let start = Unmanaged<Start>.fromOpaque(argument!).takeUnretainedValue()
            start.plugin = try? PluginHandle.startBlocking(at: start.path, configuration: ProbeConfiguration())
            return nil
        }, Unmanaged.passUnretained(start).toOpaque())
    pthread_join(thread, nil)
}
