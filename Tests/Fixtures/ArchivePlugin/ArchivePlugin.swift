import ArchiveInterface
import OutboardPlugin

/// A plugin that calls its host back.
@main
struct ArchivePlugin: Plugin {
    static let hostInterfaces = [DocumentsClient.interface]
    let dispatcher = ArchiveDispatcher(HostArchive())

    init(configuration: NoConfiguration) throws {}
}
