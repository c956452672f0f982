import FramesInterface
import OutboardPlugin

/// A plugin that is lent what it looks at.
@main
struct FramesPlugin: Plugin {
    private let projector = Projector()

    var dispatcher: FramesDispatcher<Projector> { FramesDispatcher(projector) }

    init(configuration: NoConfiguration) {}
}
