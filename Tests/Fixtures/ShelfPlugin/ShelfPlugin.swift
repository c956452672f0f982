import Glibc
import Logging
import OutboardPlugin
import ShelfInterface

/// A plugin that serves two interfaces.
@main
struct ShelfPlugin: Plugin {
    private let cupboard: Cupboard

    var dispatcher: some InterfaceDispatcher { ShelfDispatcher(cupboard).and(DoorDispatcher(cupboard)) }

    init(configuration: ShelfConfiguration) throws {
        cupboard = try Cupboard(configuration)
        if configuration.label == "ticking" { Self.tick() }
    }

    /// Logs and prints numbers from now on, on a thread of its own.
    private static func tick() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                let logger = PluginContext.logger
                for number in 0... {
                    logger.info("tick", metadata: ["number": "\(number)"])
                    print("tock \(number)")
                    usleep(1000)
                }
                return nil
            }, nil)
        pthread_detach(thread)
    }

    func shutDown() {
        print("closed \((try? cupboard.label()) ?? "")")
    }
}
