package dossier

import (
	"fmt"
	"slices"
	"strings"
)

// Languages lists the languages that a package speaks.
func Languages() []string { return []string{"en", "zh"} }

// phrase is one piece of fixed text in every language.
type phrase struct{ en, zh string }

func (p phrase) in(lang string) string {
	if lang == "zh" {
		return p.zh
	}
	return p.en
}

// say returns the text of a key in a language; a key without a text stands
// for itself.
func say(key, lang string) string {
	if p, ok := labels[key]; ok {
		return p.in(lang)
	}
	return key
}

// sentence fills numbers into the sentence of a code; "" when there is none
// in that language, or when it has another number of places.
func sentence(code, lang string, numbers []int) string {
	p, ok := sentences[code]
	if !ok || strings.Count(p.in(lang), "%d") != len(numbers) {
		return ""
	}
	args := make([]any, len(numbers))
	for i, n := range numbers {
		args[i] = n
	}
	return fmt.Sprintf(p.in(lang), args...)
}

func spoken(lang string) bool { return slices.Contains(Languages(), lang) }

// sentences are statements with numbers in them. A translation has the same
// numbers in the same order.
var sentences = map[string]phrase{
	// Against; the first ones are codes of package ring.
	"RESTS_ON_ONE_VALUE":     {"One value alone holds this group together; without it nothing is left.", "整个团伙仅靠一个共用信息相连；去掉它则不再成立。"},
	"SUSPECTED_VALUE":        {"A value that ties this group has many users who share little else (%d storefronts use it; of %d sampled pairs of them %d share a rarer value); a person should judge it.", "连接该团伙的某一信息有许多互不相关的使用者（%d 家店铺使用；抽查 %d 对，其中 %d 对另有更少见的共用信息），应由人工判断。"},
	"SECOND_OPINION":         {"A second method, which weighs links and does not ask what chance gives, would cut this group into %d parts; the largest has %d storefronts.", "另一种方法（只衡量连接，不考察偶然性）会将该团伙分为 %d 部分，其中最大的部分有 %d 家店铺。"},
	"NOT_CORROBORATED":       {"No second, independent chain of evidence joins these storefronts.", "没有第二条独立的证据链连接这些店铺。"},
	"BY_ACCOUNT_ONLY":        {"One account or device alone holds this storefront; a lent, bought or mistyped one would clear it.", "该店铺仅凭一个账户或设备相连；若系出借、买卖或录入错误，则可排除。"},
	"DECLARED_ONLY":          {"Only declared or inferred links tie this storefront to the ring; it is shown, and counts for nothing.", "仅有申报或推断的关联将该店铺与团伙相连；列出但不作任何计算。"},
	"CLAIMED_BY_OTHERS":      {"%d members claim a value that is proven for this storefront and for none of them: it may be framed.", "%d 个成员声称的信息仅对该店铺得到证实：该店铺可能遭人栽赃。"},
	"GENUINE_PURCHASES":      {"Examined test purchases that were genuine: %d.", "%d 次试购经鉴定为正品。"},
	"INCONCLUSIVE_PURCHASES": {"Test purchases without a clear result: %d.", "%d 次试购未得出明确结论。"},
	"COMPLAINTS_REFUTED":     {"Complaints that were refuted, the refutation being accepted: %d.", "%d 项投诉经申辩成立。"},
	"COMPLAINTS_REJECTED":    {"Complaints that were rejected: %d.", "%d 项投诉被驳回。"},
	"COMPLAINTS_WITHDRAWN":   {"Complaints that were withdrawn: %d.", "%d 项投诉已撤回。"},
	"SANCTIONS_REVERSED":     {"Earlier measures that were reversed: %d.", "%d 项此前的处置已被撤销。"},
	"WEAKEST_TIE":            {"The weakest tie joins a part of %d and a part of %d storefronts; without it they are two groups.", "最弱的连接将 %d 个与 %d 个店铺相连；没有它则为两个团伙。"},
	"ATTACHED_MEMBERS":       {"Members held by one shared value only: %d.", "%d 个成员仅凭一个共用信息相连。"},
	"VALUE_NOT_USED":         {"A value that members carry is used by %d storefronts and says nothing; it was not used.", "成员的某一信息有 %d 个店铺使用，不具证明力，未予采用。"},
	"COULD_BELONG_ELSEWHERE": {"This storefront could as well belong to another group.", "该店铺也可能属于另一团伙。"},
	// Not known, each with the power that could learn it.
	"RIGHTS":                      {"No registered right, owner or licence is recorded here.", "未记录任何注册权利、权利人或许可。"},
	"POWER_RIGHTS":                {"Certificates and authority from the right holder", "权利人的权利证书及授权文件"},
	"AUTHENTICATION":              {"No signed statement of an examiner or a right holder is included; verdicts are as recorded.", "未附鉴定人或权利人签署的鉴定意见；结论按记录列出。"},
	"POWER_AUTHENTICATION":        {"Statement of authentication, by someone whose interest is named", "鉴定意见，并注明鉴定人的利害关系"},
	"SALES":                       {"Orders, sales and earnings are not known; the amounts here are those of test purchases.", "订单、销售额与获利情况不明；此处金额仅为试购金额。"},
	"POWER_SALES":                 {"Platform order data; bank and payment records; courier records", "平台订单数据、银行与支付记录、快递记录"},
	"IDENTITY":                    {"Who stands behind the storefronts is not established; sellers are named as registered, and accounts may be lent or bought.", "店铺的实际控制人尚未查明；经营者按登记列出，账户可能系出借或买卖。"},
	"POWER_IDENTITY":              {"Registration and login records of platforms; account opening records", "平台注册与登录记录、开户资料"},
	"CUSTODY":                     {"Who held the purchased goods, from when to when, is not recorded here.", "购得物品的保管交接情况未作记录。"},
	"POWER_CUSTODY":               {"Custody records of the unit that bought", "试购单位的保管记录"},
	"MONEY_FLOW":                  {"Where money goes after the accounts named here is not known.", "资金在所列账户之后的去向不明。"},
	"POWER_MONEY_FLOW":            {"Bank and payment records", "银行与支付记录"},
	"UNCALIBRATED":                {"The weights of the score are an expert's and not calibrated: it orders the work and is no probability of guilt.", "评分权重由专家设定，未经校准：仅用于安排工作次序，并非有罪概率。"},
	"POWER_UNCALIBRATED":          {"Outcomes of earlier leads", "既往线索的处理结果"},
	"CONFIDENCE":                  {"How stable each membership is was not computed.", "各成员归属的稳定程度尚未计算。"},
	"POWER_CONFIDENCE":            {"None: a run with detect --significance computes it", "无需权力：以 detect --significance 运行即可得出"},
	"NOT_BOUGHT":                  {"Members without an examined test purchase: %d of %d.", "%d 个成员（共 %d 个）没有经鉴定的试购。"},
	"POWER_NOT_BOUGHT":            {"Test purchases", "试购"},
	"NO_SELLER":                   {"Members without a recorded seller: %d of %d.", "%d 个成员（共 %d 个）没有登记的经营者。"},
	"POWER_NO_SELLER":             {"Registration records of platforms", "平台注册资料"},
	"NO_DATE":                     {"Claims under ties without a date: %d.", "%d 条关联记录没有日期。"},
	"POWER_NO_DATE":               {"The sources that collected them", "采集这些记录的来源"},
	"FAMILIES_WITHOUT_DATA":       {"Families of evidence without data: %d of %d.", "%d 类证据（共 %d 类）没有数据。"},
	"POWER_FAMILIES_WITHOUT_DATA": {"Depends on the family", "视证据类别而定"},
	// What a contribution to the score rests on; English is what package score
	// says.
	"SCORE_test_purchases":        {"%d of %d examined test purchases were counterfeit.", "%d 次（共 %d 次）经鉴定的试购为假冒。"},
	"SCORE_upheld_complaints":     {"%d upheld complaints by different complainants.", "%d 项由不同投诉人提出且成立的投诉。"},
	"SCORE_open_complaints":       {"%d complaints have no outcome yet; they weigh half.", "%d 项投诉尚无结果，按半数计。"},
	"SCORE_confirmed_history":     {"%d earlier findings stand; where their own records are counted too, only what they exceed them by is added.", "%d 项此前的认定有效；其自身记录已计入的，仅加计超出部分。"},
	"SCORE_exclusive_identifiers": {"%d accounts, devices or business numbers are used by these storefronts and, as far as was observed or verified, by nobody else.", "%d 个账户、设备或统一社会信用代码仅由这些店铺使用（以观察或核实所及为限）。"},
	"SCORE_shared_identifiers":    {"%d other identifiers are shared inside.", "%d 项其他信息在内部共用。"},
	"SCORE_shared_origin":         {"%d addresses are shared inside.", "%d 个地址在内部共用。"},
	"SCORE_accepted_refutations":  {"%d allegations were refuted and the refutation accepted.", "%d 项指控经申辩成立。"},
	"SCORE_association_ceiling":   {"That storefronts belong together is no sign that they sell fakes.", "店铺相互关联，并不表明其销售假冒商品。"},
	"SCORE_compression":           {"High sums are compressed so that no two rings tie at the top.", "高分值经压缩，以免最高分并列。"},
	"SCORE_cap":                   {"No single family of evidence may decide alone.", "任何单一类别的证据不得独自决定结果。"},
	// Why it is a lead, or why it is none.
	"TWO_KEYS":              {"The storefronts belong together, and examined test purchases show counterfeit goods.", "这些店铺相互关联，且经鉴定的试购显示存在假冒商品。"},
	"WEAK_PRODUCT_EVIDENCE": {"The storefronts belong together, and a test purchase showed counterfeit goods; but without what ties them the risk stays below 60. This supports another test purchase, and nothing beyond.", "这些店铺相互关联，且有试购显示存在假冒商品；但除去关联证据后风险低于60。据此只宜再次试购，不宜采取其他措施。"},
	"NO_PRODUCT_EVIDENCE":   {"The storefronts belong together. No evidence about their goods is recorded: this supports a test purchase, and nothing beyond.", "这些店铺相互关联。没有关于商品本身的证据：仅可据此安排试购，不得用于其他。"},
	"ACCOUNT_GROUP":         {"The storefronts share accounts, and nothing confirms it crosswise. No person has judged the group yet: it is no lead.", "这些店铺共用账户，但没有交叉印证。尚无人工判断：不构成线索。"},
}

// labels are headings, column names and words of fixed lists.
var labels = map[string]phrase{
	"title-lead":        {"Lead package", "案件线索卷宗"},
	"title-association": {"Association report, not a lead", "关联报告，不构成案件线索"},
	"draft":             {"DRAFT", "草稿"},
	"final":             {"Final, to be read with its signature", "定稿，须连同签名一并核验"},
	"notice":            {"A lead, not a finding of guilt. Nobody named here has been convicted by it.", "仅为线索，并非有罪认定。文中所列任何人均未因此被定罪。"},
	"notice-none":       {"Not a lead. It must not be used to act against anybody named here.", "不构成线索。不得据此对文中所列任何人采取措施。"},
	"contents":          {"Contents", "目录"},
	"none":              {"None recorded.", "无记录。"},
	"not-ready":         {"Sections that this addressee needs are missing or weak:", "收件方所需的下列内容缺失或不足："},
	"ready":             {"All sections that this addressee needs are filled.", "收件方所需的内容均已具备。"},
	"yes":               {"yes", "是"},
	"no":                {"no", "否"},
	"withheld":          {"withheld", "不予显示"},

	"summary": {"Summary", "摘要"}, "handling": {"Handling", "使用限制"}, "parties": {"Parties", "当事人"}, "storefronts": {"Storefronts", "店铺"},
	"identifiers": {"Shared values", "共用信息"}, "ties": {"Why these belong together", "关联依据"}, "test_purchases": {"Test purchases", "试购"},
	"complaints": {"Complaints", "投诉"}, "enforcements": {"Measures taken before", "既往处置"}, "score": {"Score", "评分"},
	"amounts": {"Amounts as recorded", "记录金额"}, "timeline": {"Timeline", "时间线"}, "against": {"What speaks against", "不利于认定的情况"},
	"unknown": {"What is not known", "尚未查明的情况"}, "readiness": {"Readiness", "完备程度"}, "evidence": {"Evidence index", "电子数据清单"},
	"provenance": {"Provenance", "来源与方法"}, "redactions": {"What was withheld", "不予显示的内容"}, "files": {"Input files", "输入文件"}, "rows": {"Cited rows", "引用的数据行"},

	"rights": {"Rights", "权利"}, "authentication": {"Authentication statements", "鉴定意见"}, "amount": {"Amount estimate", "金额估算"}, "sites": {"Sites", "场所"},
	"money_flow": {"Money flow", "资金流向"}, "logistics": {"Logistics", "物流"},
	"pass": {"filled", "具备"}, "weak": {"weak", "不足"}, "missing": {"missing", "缺失"}, "required": {"needed", "必需"},

	"level": {"Level", "级别"}, "profile": {"Addressee", "收件方类别"}, "recipient": {"Recipient", "收件方"}, "ring": {"Ring", "团伙"}, "revision": {"Revision", "修订号"},
	"status": {"Status", "状态"}, "core": {"core", "核心"}, "attached": {"attached", "附属"}, "peripheral": {"peripheral", "外围"}, "risk": {"Risk", "风险分"},
	"as_of": {"Evidence up to", "证据截至"}, "basis": {"Basis", "依据"}, "strongest": {"Strongest points", "最有力的依据"}, "weakest": {"Weakest points", "最薄弱之处"},
	"platforms": {"Platforms", "平台"}, "regions": {"Ships from", "发货地区"}, "id": {"No.", "编号"}, "names": {"Names", "名称"}, "name": {"Name", "名称"},
	"record": {"Record", "记录号"}, "business_number": {"Business number", "统一社会信用代码"}, "registered": {"Registered", "登记日期"}, "banned": {"Banned", "封禁日期"},
	"storefront": {"Storefront", "店铺"}, "tier": {"Tier", "层级"}, "opened": {"Opened", "开店日期"}, "closed": {"Closed", "关店日期"}, "seller": {"Seller", "经营者"},
	"identifier": {"Shared value", "共用信息"}, "kind": {"Kind", "种类"}, "scheme": {"Scheme", "类型"}, "value": {"Value", "内容"}, "region": {"Region", "地区"}, "use": {"Use", "用途"},
	"users": {"Users in all", "全部使用者"}, "exclusive": {"Used by nobody else", "他人不使用"}, "holders": {"Members", "成员"}, "reason": {"Reason", "理由"},
	"class": {"Evidence class", "证据等级"}, "counts": {"Counts", "计入"}, "first": {"First seen", "首次出现"}, "last": {"Last seen", "最后出现"}, "claims": {"Claims", "数据行"},
	"row": {"Row", "数据行"}, "observed": {"Observed", "观察时间"}, "until": {"Until", "截止"}, "role": {"Role", "角色"}, "via": {"Through", "经由"},
	"number": {"Number", "编号"}, "bought": {"Bought", "购买时间"}, "received": {"Received", "收到日期"}, "verdict": {"Verdict", "鉴定结果"}, "currency": {"Currency", "币种"},
	"paid_to": {"Paid to", "收款账户"}, "examiner": {"Examiner", "鉴定人"}, "exhibit": {"Exhibit", "物证编号"}, "targets": {"Against", "对象"}, "filed_by": {"Filed by", "投诉方类别"},
	"complainant": {"Complainant", "投诉人"}, "filed": {"Filed", "投诉日期"}, "outcome": {"Outcome", "结果"}, "step": {"Measure", "措施"}, "at": {"When", "时间"}, "by": {"By", "作出方"},
	"policy": {"Policy", "依据规则"}, "finding": {"Finding", "认定"}, "reversed": {"Reversed", "撤销日期"}, "card": {"Card", "评分卡"}, "family": {"Family", "类别"}, "feature": {"Feature", "项目"},
	"points": {"Points", "分值"}, "detail": {"Detail", "说明"}, "count": {"Number of", "数量"}, "sum": {"Sum", "合计"}, "records": {"Records", "记录"}, "what": {"What", "事项"},
	"subjects": {"Concerns", "涉及"}, "text": {"Statement", "说明"}, "power": {"Power that could learn it", "可查明的途径"}, "section": {"Section", "部分"}, "state": {"State", "状况"},
	"file": {"File", "文件"}, "sha256": {"SHA-256", "SHA-256"}, "bytes": {"Bytes", "字节数"}, "leaves": {"Rows, with header", "行数（含表头）"}, "row_root": {"Row root", "行根哈希"},
	"offset": {"Begins at byte", "起始字节"}, "leaf": {"Leaf", "叶哈希"}, "run": {"Run", "运行编号"}, "snapshot": {"Snapshot", "快照"}, "register": {"Ring register", "团伙登记"},
	"parameters": {"Parameters", "参数"}, "algorithms": {"Algorithms", "算法版本"}, "notes": {"Notes", "备注"}, "verify": {"To check", "核验命令"}, "code": {"Code", "代码"},
	"SCORE_prior": {"Before any evidence %s % of storefronts are taken to be illicit.", "在没有任何证据之前，假定 %s % 的店铺违法。"},
	"sum_before":  {"Sum before it is pressed into 0 to 100", "压缩至 0 到 100 之前的合计"}, "not_counted": {"Seen, weighs nothing", "已见，不计分"}, "confidence": {"Confidence", "置信度"},
	"weakest_tie": {"Weakest tie, in bits of evidence: found, needed", "最弱连接的证据比特数：实得、所需"},

	"TEST_RESULT": {"test result", "检测结果"}, "COUNTERFEIT": {"counterfeit", "假冒"}, "GENUINE": {"genuine", "正品"}, "INCONCLUSIVE": {"inconclusive", "无定论"},
	"UPHELD": {"upheld", "成立"}, "REJECTED": {"rejected", "驳回"}, "WITHDRAWN": {"withdrawn", "撤回"}, "REFUTED": {"refuted", "申辩成立"}, "PENDING": {"open", "待处理"},
	"CONSUMER": {"consumer", "消费者"}, "BRAND": {"brand", "品牌方"}, "IPR_AGENT": {"agent of a right holder", "知识产权代理"}, "PLATFORM": {"platform", "平台"},
	"OBSERVED": {"observed", "亲见"}, "VERIFIED": {"verified", "经核实"}, "DECLARED": {"declared", "自述"}, "INFERRED": {"inferred", "推断"}, "UNKNOWN": {"unknown", "不明"},
	"tie": {"ties members", "连接成员"}, "declared": {"declared only", "仅为自述"}, "hub": {"hub, not used", "公用信息，未采用"}, "suspected": {"suspected hub", "疑似公用信息"}, "private": {"private", "私有"},
	"address": {"address", "地址"}, "payment_account": {"payment account", "支付账户"}, "phone": {"telephone", "电话"}, "email": {"e-mail", "电子邮箱"}, "handle": {"handle", "社交账号"},
	"domain": {"domain", "域名"}, "device": {"device", "设备"}, "image_hash": {"picture", "图片"}, "template": {"template", "模板"}, "uscc": {"business number", "统一社会信用代码"}, "other": {"other", "其他"},
	"name_attr": {"name", "名称"}, "legal_name": {"legal name", "法定名称"}, "shop_name": {"shop name", "店铺名称"},
	"seller_registered": {"seller registered", "经营者登记"}, "seller_banned": {"seller banned", "经营者被封禁"}, "storefront_opened": {"storefront opened", "店铺开业"}, "storefront_closed": {"storefront closed", "店铺关闭"},
	"tie_first_seen": {"tie first seen", "关联首次出现"}, "test_purchase": {"test purchase", "试购"}, "complaint_filed": {"complaint filed", "提出投诉"}, "enforcement": {"measure taken", "采取处置"}, "enforcement_reversed": {"measure reversed", "撤销处置"},
	"account-group": {"account group", "账户群组"}, "operator": {"seller", "经营者"}, "person": {"person", "人员"}, "account": {"account", "账户"}, "seller-record": {"number of a seller", "经营者编号"}, "person-record": {"number of a person", "人员编号"}, "bystander": {"value of somebody else", "他人信息"},
	"site": {"site", "场所"}, "source-row": {"bytes of a cited row", "引用行的原文"}, "sealed-row": {"bytes of a row that names an informant", "含举报人信息的行原文"}, "free-text": {"free text", "自由文本"}, "file-name": {"name of a file", "文件名"},
	"storefront-name": {"name of a storefront", "店铺名称"}, "business-number": {"business number", "统一社会信用代码"}, "mark": {"domain, picture or template", "域名、图片或模板"}, "record-number": {"record number", "记录号"},
	"product": {"product", "商品"}, "history": {"history", "历史"}, "network": {"network", "网络"}, "exculpatory": {"exculpatory", "有利情况"}, "base": {"base", "基础"}, "arithmetic": {"arithmetic", "计算"},
	"exclusive_identifiers": {"exclusive accounts or devices", "专用账户或设备"}, "shared_identifiers": {"other shared values", "其他共用信息"}, "shared_origin": {"shared addresses", "共用地址"},
	"upheld_complaints": {"upheld complaints", "成立的投诉"}, "open_complaints": {"open complaints", "待处理的投诉"}, "accepted_refutations": {"accepted refutations", "成立的申辩"}, "confirmed_history": {"confirmed history", "经确认的历史"}, "prior": {"before any evidence", "证据之前"},
	"cn-psb": {"Public security bureau (China)", "公安机关"}, "cn-amr": {"Market regulation administration (China)", "市场监督管理部门"}, "eu-customs": {"Customs (EU)", "海关（欧盟）"},
	"us-le": {"Law enforcement (US)", "执法机关（美国）"}, "uk-pipcu": {"PIPCU (UK)", "知识产权犯罪警察组（英国）"}, "brand": {"Right holder", "权利人"},
}
