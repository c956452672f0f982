import OutboardPlugin
import ShelfInterface

/// A plugin that serves two interfaces.
@main
struct ShelfPlugin: Plugin {
    private let cupboard: Cupboard

    var dispatcher: some InterfaceDispatcher { ShelfDispatcher(cupboard).and(DoorDispatcher(cupboard)) }

    init(configuration: ShelfConfiguration) throws {
        cupboard = try Cupboard(configuration)
    }

    func shutDown() {
        print("closed \((try? cupboard.label()) ?? "")")
    }
}
