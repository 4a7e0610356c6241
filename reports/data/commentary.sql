-- One row per audience that somebody wrote about: the text with the edition's figures in place.
-- Empty here; publishing fills it from the files of the workspace.
-- grain: audience
--
-- audience bank, or department/ and its number
-- html_zh  the text as HTML, in English where nobody wrote it in Chinese
-- html_en  the text in English, in Chinese where nobody wrote it in English

select '' as audience, '' as html_zh, '' as html_en
where false
