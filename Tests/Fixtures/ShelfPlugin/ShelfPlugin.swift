import Glibc
import Logging
import OutboardPlugin
import ShelfInterface
import Synchronization

/// A plugin that serves two interfaces.
@main
struct ShelfPlugin: Plugin {
    private let cupboard: Cupboard

    var dispatcher: some InterfaceDispatcher { ShelfDispatcher(cupboard).and(DoorDispatcher(cupboard)) }

    init(configuration: ShelfConfiguration) throws {
        cupboard = try Cupboard(configuration)
        if configuration.label == "ticking" { Self.tick() }
    }

    /// Whether no more numbers are printed.
    ///
    /// Held while one is: exit(3) writes what is being written once more.
    private static let isOver = Mutex(false)

    /// Logs and prints numbers until the plugin ends, on a thread of its own.
    private static func tick() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                let logger = PluginContext.logger
                var number = 0
                while true {
                    let isOver = ShelfPlugin.isOver.withLock { isOver in
                        if !isOver {
                            logger.info("tick", metadata: ["number": "\(number)"])
                            print("tock \(number)")
                        }
                        return isOver
                    }
                    if isOver { return nil }
                    number += 1
                    usleep(1000)
                }
            }, nil)
        pthread_detach(thread)
    }

    func shutDown() {
        let label = (try? cupboard.label()) ?? ""
        if label == "ticking" { Self.isOver.withLock { $0 = true } }
        print("closed \(label)")
    }
}
