import NotesInterface
import OutboardPlugin

/// A plugin that notes what nobody waits for, and says at its end how much that was.
@main
struct NotesPlugin: Plugin {
    let book = Notebook()
    var dispatcher: NotesDispatcher<Notebook> { NotesDispatcher(book) }

    init(configuration: NoConfiguration) throws {}

    func shutDown() {
        print("noted \(book.count())")
    }
}
