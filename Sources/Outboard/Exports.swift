// A host imports Outboard and nothing else: the interfaces and wire values come with it.
@_exported public import OutboardCore
