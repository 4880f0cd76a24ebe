CREATE FULLTEXT INDEX ringtrace_words IF NOT EXISTS FOR (x:Entity) ON EACH [x.words]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}
